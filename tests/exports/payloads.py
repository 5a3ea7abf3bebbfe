"""Texts that files have to carry unharmed: codes with their zeros, and what a spreadsheet would run."""

from __future__ import annotations

CODES = ("01", "0750330B", "21033301", "2A", "00", "1E5", "0001", "33025E10", "12345678901234567890")
FORMULAS = (
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("file:///etc/passwd";"x")',
    "'=1+1",
    "''=1+1",
    "＝1+1",
    "{=1+1}",
    "#NUM!",
)
