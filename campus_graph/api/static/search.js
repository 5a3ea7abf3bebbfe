// Suggestions under the large search box: an ARIA combobox (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/).
// Without this module the form works as it is.

const WAIT = 150; // ms without a key before asking

function option(hit, id) {
  const item = document.createElement("li");
  item.id = id;
  item.role = "option";
  item.setAttribute("aria-selected", "false");
  item.textContent = hit.label;
  if (hit.about) {
    const about = document.createElement("span");
    about.className = "of";
    about.textContent = ` ${hit.about}`;
    item.append(about);
  }
  item.dataset.href = hit.href;
  return item;
}

function group(found, number) {
  const list = document.createElement("ul");
  const head = document.createElement("li");
  list.role = "group";
  list.setAttribute("aria-labelledby", `groupe-${number}`);
  head.id = `groupe-${number}`;
  head.role = "presentation";
  head.className = "head";
  head.textContent = found.words;
  list.append(head, ...found.hits.map((hit, place) => option(hit, `choix-${number}-${place}`)));
  return list;
}

function enhance(form) {
  const input = form.querySelector("input[name=q]");
  const status = form.querySelector("[role=status]");
  const list = document.createElement("div");
  let timer = 0;
  let asked = 0;
  let active = -1;

  list.id = "propositions";
  list.role = "listbox";
  list.className = "choices";
  list.setAttribute("aria-label", "Propositions");
  list.hidden = true;
  input.after(list);
  Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })
    .forEach(([name, value]) => input.setAttribute(name, value));

  const options = () => [...list.querySelectorAll("[role=option]")];

  function close() {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function activate(place) {
    const all = options();
    if (!all.length) return;
    active = (place + all.length) % all.length;
    all.forEach((item, at) => item.setAttribute("aria-selected", String(at === active)));
    input.setAttribute("aria-activedescendant", all[active].id);
    all[active].scrollIntoView({ block: "nearest" });
  }

  function show(found) {
    list.replaceChildren(...found.groups.map(group));
    const count = options().length;
    active = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = count === 0;
    input.setAttribute("aria-expanded", String(count > 0));
    status.textContent = count
      ? `${count} proposition${count > 1 ? "s" : ""} sur ${found.total} résultat${found.total > 1 ? "s" : ""}.`
      : "Aucune proposition.";
  }

  async function ask() {
    const words = input.value.trim();
    const turn = ++asked;
    if (words.length < 2) return close();
    const response = await fetch(`${form.dataset.suggest}?${new URLSearchParams({ q: words })}`).catch(() => null);
    if (turn !== asked || !response?.ok) return; // an answer to what was typed before, or none: the form still works
    const found = await response.json();
    if (turn === asked && document.activeElement === input) show(found);
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) ask();
      else activate(event.key === "ArrowDown" ? active + 1 : active < 0 ? -1 : active - 1);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      location.assign(options()[active].dataset.href);
    }
  });
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault(); // the field keeps the focus
    const chosen = event.target.closest("[role=option]");
    if (chosen) location.assign(chosen.dataset.href);
  });
  input.addEventListener("blur", () => {
    asked += 1;
    close();
  });
}

document.querySelectorAll("form[data-suggest]").forEach(enhance);
