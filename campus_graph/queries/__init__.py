"""The questions: one folder per question, found by the registry, answered on any store."""
