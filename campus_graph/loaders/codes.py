from campus_graph.codes import short_department, uai_department, valid_uai

__all__ = ["short_department", "uai_department", "valid_uai"]
