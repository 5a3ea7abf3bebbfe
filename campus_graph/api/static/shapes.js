// The shapes of nodes for sigma: one WebGL program draws all of them, so that the shape alone tells a kind.
// Corners and sizes are those of the drawing that the server makes.

export const SHAPES = ["circle", "square", "diamond", "triangle", "down", "pentagon", "hexagon", "star", "cross"];

const VERTEX = `
attribute vec4 a_id;
attribute vec4 a_color;
attribute vec2 a_position;
attribute float a_size;
attribute float a_shape;
attribute float a_angle;
uniform mat3 u_matrix;
uniform float u_sizeRatio;
uniform float u_correctionRatio;
varying vec4 v_color;
varying vec2 v_from;
varying float v_radius;
varying float v_shape;
varying float v_border;

void main() {
  float radius = a_size * u_correctionRatio / u_sizeRatio * 2.0;
  vec2 from = radius * 2.9 * vec2(cos(a_angle), sin(a_angle));
  gl_Position = vec4((u_matrix * vec3(a_position + from, 1)).xy, 0, 1);
  v_from = from;
  v_radius = radius;
  v_shape = a_shape;
  v_border = u_correctionRatio * 2.0;
  #ifdef PICKING_MODE
  v_color = a_id;
  #else
  v_color = a_color;
  #endif
  v_color.a *= 255.0 / 254.0;
}`;

const FRAGMENT = `
precision highp float;
varying vec4 v_color;
varying vec2 v_from;
varying float v_radius;
varying float v_shape;
varying float v_border;

const float PI = 3.14159265;

// Distance to a regular polygon with a corner at "turn" from the top.
float polygon(vec2 p, float corners, float radius, float turn) {
  float part = 2.0 * PI / corners;
  float angle = atan(p.x, p.y) - turn - part / 2.0;
  return cos(floor(0.5 + angle / part) * part - angle) * length(p) - radius * cos(part / 2.0);
}

float star(vec2 p) {
  float part = 2.0 * PI / 5.0;
  float angle = abs(mod(atan(p.x, p.y) + part / 2.0, part) - part / 2.0);
  vec2 q = length(p) * vec2(sin(angle), cos(angle));
  vec2 tip = vec2(0.0, 1.3);
  vec2 notch = 0.6 * vec2(sin(part / 2.0), cos(part / 2.0));
  vec2 side = normalize(notch - tip);
  return dot(q - tip, vec2(-side.y, side.x));
}

float cross_(vec2 p) {
  vec2 q = abs(p) / 1.15;
  return 1.15 * max(max(q.x, q.y) - 1.0, min(q.x, q.y) - 0.36);
}

float distance_(vec2 p) {
  if (v_shape < 0.5) return length(p) - 1.0;
  if (v_shape < 1.5) return max(abs(p.x), abs(p.y)) - 0.9;
  if (v_shape < 2.5) return (abs(p.x) + abs(p.y) - 1.25) * 0.7071;
  if (v_shape < 3.5) return polygon(p, 3.0, 1.3, 0.0);
  if (v_shape < 4.5) return polygon(vec2(p.x, -p.y), 3.0, 1.3, 0.0);
  if (v_shape < 5.5) return polygon(p, 5.0, 1.1, 0.0);
  if (v_shape < 6.5) return polygon(p, 6.0, 1.08, PI / 6.0);
  if (v_shape < 7.5) return star(p);
  return cross_(p);
}

void main() {
  float out_ = distance_(v_from / v_radius) * v_radius + v_border;
  #ifdef PICKING_MODE
  gl_FragColor = out_ > v_border ? vec4(0.0) : v_color;
  #else
  gl_FragColor = mix(v_color, vec4(0.0), clamp(out_ / v_border, 0.0, 1.0));
  #endif
}`;

export function shapeProgram(Sigma) {
  const { FLOAT, UNSIGNED_BYTE, TRIANGLES } = WebGLRenderingContext;
  return class extends Sigma.rendering.NodeProgram {
    getDefinition() {
      return {
        VERTICES: 3,
        VERTEX_SHADER_SOURCE: VERTEX,
        FRAGMENT_SHADER_SOURCE: FRAGMENT,
        METHOD: TRIANGLES,
        UNIFORMS: ["u_sizeRatio", "u_correctionRatio", "u_matrix"],
        ATTRIBUTES: [
          { name: "a_position", size: 2, type: FLOAT },
          { name: "a_size", size: 1, type: FLOAT },
          { name: "a_color", size: 4, type: UNSIGNED_BYTE, normalized: true },
          { name: "a_id", size: 4, type: UNSIGNED_BYTE, normalized: true },
          { name: "a_shape", size: 1, type: FLOAT },
        ],
        CONSTANT_ATTRIBUTES: [{ name: "a_angle", size: 1, type: FLOAT }],
        CONSTANT_DATA: [[0], [(2 * Math.PI) / 3], [(4 * Math.PI) / 3]],
      };
    }

    processVisibleItem(id, start, data) {
      const color = Sigma.utils.floatColor(data.color);
      this.array.set([data.x, data.y, data.size, color, id, SHAPES.indexOf(data.shape)], start);
    }

    setUniforms(params, { gl, uniformLocations }) {
      gl.uniform1f(uniformLocations.u_sizeRatio, params.sizeRatio);
      gl.uniform1f(uniformLocations.u_correctionRatio, params.correctionRatio);
      gl.uniformMatrix3fv(uniformLocations.u_matrix, false, params.matrix);
    }
  };
}
