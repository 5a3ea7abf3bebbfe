"""The command: build a graph, ask it, look into it.

Standard output carries the answer alone; progress and errors go to standard error.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from campus_graph import __version__, describe_commands, render
from campus_graph.ask_command import ask_command
from campus_graph.browse_command import browse
from campus_graph.check_command import check
from campus_graph.compare_command import compare_command
from campus_graph.errors import BadParameter, CampusGraphError
from campus_graph.export_command import export
from campus_graph.import_command import import_files
from campus_graph.queries.registry import described, questions
from campus_graph.question_options import AsJson, Store, open_graph
from campus_graph.serve_command import serve
from campus_graph.settings import read_settings
from campus_graph.sparql_command import sparql

_TABLE_ROWS = 20

app = typer.Typer(
    name="campus-graph",
    help="Le graphe des campus des métiers et des qualifications : où manque un campus, où un parcours se rompt.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
out = Console()
err = Console(stderr=True)


def run() -> NoReturn:
    """Run the command; an error of ours becomes one sentence on standard error and an exit code."""
    try:
        app()
    except CampusGraphError as error:
        err.print(f"[bold red]Erreur :[/bold red] {escape(str(error))}", highlight=False, soft_wrap=True)
        sys.exit(error.exit_code)
    sys.exit(0)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"campus-graph {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Afficher la version.")
    ] = False,
) -> None:
    """Le graphe des campus des métiers et des qualifications."""


@app.command()
def build(
    data: Annotated[
        Path | None,
        typer.Option(
            "--data",
            help="Dossier des fichiers publics ; sans lui, le jeu de départ livré avec l’outil.",
            show_default=False,
        ),
    ] = None,
    target: Annotated[Path, typer.Option("--out", help="Fichier du graphe à écrire.")] = Path("campus.duckdb"),
    own: Annotated[
        list[Path] | None,
        typer.Option("--with", help="Données propres à ajouter : dossier ou classeur fait par « template »."),
    ] = None,
    rdf: Annotated[
        Path | None,
        typer.Option(
            "--rdf", help="Reprendre un graphe écrit par « export » (.ttl, .nt, .jsonld, .trig).", show_default=False
        ),
    ] = None,
    base: Annotated[
        str | None,
        typer.Option(
            "--base",
            metavar="ADRESSE",
            help="Avec --rdf : base des identifiants, si le fichier ne la dit pas.",
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Construire le graphe ; l’ancien reste en place tant que le nouveau n’est pas vérifié."""
    from campus_graph.build import build as build_graph
    from campus_graph.build import build_from_rdf

    if rdf is not None and (data is not None or own):
        raise BadParameter("« --rdf » reprend un graphe entier : donnez-le sans « --data » ni « --with ».")
    if base is not None and rdf is None:
        raise BadParameter("« --base » dit la base d’un fichier RDF : donnez-le avec « --rdf ».")
    with _progress() as advance:
        if rdf is None:
            report = build_graph(target, data, advance, own or ())
        else:
            report = build_from_rdf(target, rdf, advance, base)
    if as_json:
        typer.echo(render.to_json(report.to_dict()))
        return
    nodes, edges = sum(report.nodes.values()), sum(report.edges.values())
    out.print(
        f"[bold]{target}[/bold] : {nodes} nœuds, {edges} relations, en {report.seconds:.1f} s.".replace(".", ",", 0)
    )
    out.print(f"[dim]Empreinte {report.digest}[/dim]", highlight=False)
    if data is not None:
        rejected = sum(int(str(s["rejected"])) for s in report.sources)
        out.print(
            f"{rejected} lignes rejetées, motifs dans {report.rejects} ; {report.conflicts} désaccords entre sources."
        )
    for row in report.own_rejects[:_TABLE_ROWS]:
        where = f"{row['file']}, ligne {row['line']}, {row['column']} « {row['value'] or ''} »"
        out.print(f"[yellow]Rejetée :[/yellow] {escape(where)} : {escape(str(row['reason']))}.", highlight=False)
    if len(report.own_rejects) > _TABLE_ROWS:
        out.print(f"… et {len(report.own_rejects) - _TABLE_ROWS} autres, dans {report.rejects}.", highlight=False)
    shares = {"diplômes ouverts": "diplomas", "offres": "offers", "campus labellisés": "campuses"}
    texts = [f"{report.shares[key]:.0%} des {name}" for name, key in shares.items()]
    out.print(f"Rattachés à une filière : {', '.join(texts)}.", highlight=False)
    out.print("Et maintenant : [bold]campus-graph ask coverage-gap[/bold], ou [bold]campus-graph questions[/bold].")


@app.command()
def template(
    target: Annotated[Path, typer.Argument(metavar="DOSSIER|FICHIER.xlsx", help="Où écrire le modèle.")],
) -> None:
    """Écrire le modèle de vos données propres (campus, membres, conventions, pilotage), à remplir puis à ajouter."""
    from campus_graph.own.template import write_template

    paths = write_template(target)
    out.print(f"{len(paths)} fichier(s) dans {target}.", highlight=False)
    out.print(f"Et maintenant : remplissez, puis [bold]campus-graph build --with {target}[/bold].")


@app.command()
def load(
    to: Annotated[str, typer.Option("--to", help="Adresse du serveur : bolt://, neo4j:// ou neo4j+s://.")],
    store: Store = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Dire ce qui changerait, sans rien écrire.")] = False,
    as_json: AsJson = False,
) -> None:
    """Charger un graphe dans Neo4j ; une recharge n’envoie que les différences.

    Utilisateur et mot de passe viennent de CAMPUS_GRAPH_NEO4J_USER et CAMPUS_GRAPH_NEO4J_PASSWORD.
    """
    from campus_graph.graph.server import Server
    from campus_graph.graph.server_load import ServerLoader
    from campus_graph.ontology.model import load_model

    with (
        closing(Server(to, read_settings().credentials)) as server,
        open_graph(store) as source,
        _progress() as advance,
    ):
        report = ServerLoader(server, load_model(), progress=advance).load(source, dry_run)
    if as_json:
        typer.echo(render.to_json(asdict(report)))
        return
    verb = "à écrire" if dry_run else "écrits"
    out.print(f"{report.writes} nœuds et relations {verb}.", highlight=False)
    for kind, sizes in report.changes.items():
        if any(sizes.values()):
            out.print(f"  {kind:24}+{sizes['added']}  ~{sizes['changed']}  -{sizes['removed']}", highlight=False)
    if not dry_run:
        out.print(
            f"Le serveur contient {sum(report.counts.values())} nœuds et relations, empreinte {report.digest[:12]}."
        )


@contextmanager
def _progress() -> Iterator[Callable[[str], None]]:
    """Show the step at work on standard error; nothing where that is no terminal."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task("", total=None)
        yield lambda step: progress.update(task, description=step)


@app.command("questions")
def list_questions(as_json: AsJson = False) -> None:
    """Lister les questions, leurs définitions et leurs paramètres."""
    if as_json:
        typer.echo(render.to_json([described(asked) for asked in questions().values()]))
        return
    for asked in questions().values():
        out.print(f"\n[bold]{asked.name}[/bold] — {asked.title_fr}")
        out.print(asked.definition_fr, style="dim", highlight=False)
        for p in asked.parameters:
            default = "" if p.default is None else f" (par défaut {p.default})"
            choices = f" : {', '.join(p.choices)}" if p.choices else ""
            out.print(f"  --{p.name.replace('_', '-')}  {p.help_fr}{choices}{default}", highlight=False)


app.command("ask")(ask_command(out))
app.command("compare")(compare_command(out))
app.command("check")(check)
app.command("export")(export)
app.command("import-files")(import_files)
app.command("serve")(serve)
app.command("sparql")(sparql)
app.command("browse")(browse)


@app.command()
def show(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="Identifiant, par exemple campus/bfc-mobicampus.")],
    store: Store = None,
    as_json: AsJson = False,
) -> None:
    """Montrer un nœud, ses champs, ses sources et ses relations."""
    from campus_graph.ontology.model import load_model
    from campus_graph.queries.names import existing

    with open_graph(store) as reader:
        kind, fields = existing(reader, identifier)
        edges = reader.edges(identifier)
    if as_json:
        typer.echo(render.to_json({"kind": kind, **fields, "edges": edges.to_dicts()}))
        return
    model = load_model()
    names = {f.name: f.label_fr for f in model.nodes[kind].fields}
    out.print(render.node_table(model.nodes[kind].label_fr, fields, names))
    labels = {r.name: r.label_fr for r in model.relations.values()}
    shown = edges.head(_TABLE_ROWS * 2).with_columns(relation=edges["relation"].head(_TABLE_ROWS * 2).replace(labels))
    headers = {"direction": "", "relation": "Relation", "other_label": "Vers", "other": "Identifiant"}
    out.print(render.plain_table(shown, headers, f"{edges.height} relations"))


@app.command()
def search(
    text: Annotated[str, typer.Argument(help="Mots à chercher ; accents et majuscules n’importent pas.")],
    store: Store = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Nombre de résultats.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Chercher un nom dans le graphe."""
    with open_graph(store) as reader:
        found = reader.search(text, limit)
    if as_json:
        typer.echo(render.to_json(found.to_dicts()))
    elif found.is_empty():
        out.print("Rien de ce nom.")
    else:
        out.print(render.plain_table(found, {"id": "Identifiant", "kind": "Nature", "label": "Nom"}))


for _name, _command in describe_commands.COMMANDS.items():
    app.command(_name)(_command)
