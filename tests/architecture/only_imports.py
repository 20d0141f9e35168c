"""A contract for import-linter: one package, and the complete list of our packages it may import."""

from __future__ import annotations

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class OnlyImports(Contract):
    """Broken when `importer` imports a package of ours that is neither itself nor in `allowed`.

    import-linter's own contracts list what is forbidden; a package added later would slip through them. This one lists
    what is allowed, so a new package is forbidden to everyone until a list names it. A package not yet written is
    no error.
    """

    type_name = "only_imports"

    importer = fields.ModuleField()
    allowed = fields.ListField(subfield=fields.ModuleField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Every direct import of `importer` and what is in it, against the list."""
        importer: str = self.importer.name  # type: ignore[attr-defined]  # import-linter fills fields in at run time
        welcome = {importer, *(module.name for module in self.allowed)}  # type: ignore[attr-defined]
        roots: list[str] = self.session_options["root_packages"]
        illegal: list[tuple[str, str, int | None]] = []
        for module in sorted(_package(graph, importer)):
            for imported in sorted(graph.find_modules_directly_imported_by(module)):
                if _within(imported, roots) and not _within(imported, welcome):
                    details = graph.get_import_details(importer=module, imported=imported)
                    illegal += [(module, imported, detail["line_number"]) for detail in details]
        return ContractCheck(kept=not illegal, metadata={"illegal": illegal})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """One line an import: who, what, and on which line."""
        for importer, imported, line in check.metadata["illegal"]:
            output.print_error(f"{importer} imports {imported} (line {line})", bold=False)
        output.new_line()


def _package(graph: ImportGraph, name: str) -> set[str]:
    """`name` and everything in it, or nothing when it is not written yet."""
    return {name, *graph.find_descendants(name)} if name in graph.modules else set()


def _within(module: str, packages: list[str] | set[str]) -> bool:
    return any(module == package or module.startswith(f"{package}.") for package in packages)
