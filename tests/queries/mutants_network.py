"""The deliberate mistakes for the questions about campuses and their networks (see ``test_mutants``)."""

from __future__ import annotations

SQL, FINISH = "embedded.sql", "finish.py"
Mutant = tuple[str, str, str]

MUTANTS: dict[str, list[Mutant]] = {
    "label-calendar": [
        (SQL, "'steering/operational-director'", "'steering/academic-referent'"),
        (SQL, "  UNION ALL SELECT start_id, end_id, NULL, NULL FROM SUPPORTED_BY\n", ""),
        (SQL, "('universite', 'iut'", "('lycee', 'universite', 'iut'"),
        (FINISH, '"overdue": 0, "to-check": 1', '"overdue": 9, "to-check": 1'),
        (FINISH, 'pl.col("issued_year").fill_null(year) <= year', 'pl.col("issued_year").fill_null(year) < year'),
        (FINISH, 'pl.col("issued_year").fill_null(year) <= year', "True"),
        (FINISH, '.fill_null(year) <= year', '.fill_null(year + 1) <= year'),
        (FINISH, 'pl.coalesce("expiry_year", longest)', 'pl.col("expiry_year")'),
        (FINISH, "(length + 1) // 2", "length // 2"),
        (FINISH, 'pl.col("later") > pl.col("start")', 'pl.col("later") >= pl.col("start")'),
        (FINISH, 'pl.col("done") <= as_of', 'pl.col("done").is_not_null()'),
        (FINISH, "(last_day(\"due\") < as_of)", "(pl.col(\"due\") < as_of)"),
        (FINISH, "late = ~done &", "late ="),
        (FINISH, "coming = ~done & ~late &", "coming = ~late &"),
        (FINISH, '(pl.col("due") <= _horizon(parameters))', 'pl.col("due").is_not_null()'),
        (FINISH, "filter(renewal & ~refused)", "filter(renewal)"),
        (FINISH, "filter(renewal & ~refused)", "filter(done & ~refused)"),
        (FINISH, "(?i)refus|défavorable", "(?i)refus"),
        (FINISH, "+ months, 12)", "- months, 12)"),
        (FINISH, '== "vacant"', '== "filled"'),
        (FINISH, '.n_unique().cast', '.len().cast'),
        (FINISH, 'typed(frames["higher"]).filter(holds(str(parameters["as_of"])))', 'typed(frames["higher"])'),
        (FINISH, 'if k != "renewal"', 'if k != "decision"'),
        (FINISH, '(pl.col("mid_year") < year)', '(pl.col("mid_year") <= year)'),
        (FINISH, '~pl.col("reported") &', ""),
        (FINISH, '& pl.lit(parameters["described"] == "assumed")', ""),
        (FINISH, 'pl.col("latest_expiry") < year', 'pl.col("latest_expiry") <= year'),
        (FINISH, 'pl.col("latest_expiry") < year', 'pl.col("expiry_year") < year'),
        (FINISH, 'pl.col("expiry_year") <= horizon', 'pl.col("expiry_year") < horizon'),
        (FINISH, '| (pl.col("near_steps") > 0)', ""),
        (FINISH, '.when(pl.col("expiry_year").is_null())', '.when(pl.col("latest_expiry").is_null())'),
    ],
}  # fmt: skip
