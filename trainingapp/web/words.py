"""A column held against any number of words by one statement, which the database plans once."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import ARRAY, Boolean, Dialect, Text, TypeDecorator
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine


class Words(TypeDecorator[list[str]]):
    """Any number of words as one value of a statement: an array on PostgreSQL, JSON elsewhere. Read by `is_among`."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(ARRAY(Text()) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: list[str] | None, dialect: Dialect) -> Any:
        return value if value is None or dialect.name == "postgresql" else json.dumps(value)


class is_among(FunctionElement[bool]):  # noqa: N801 - reads as the condition that it is
    """A column's word is one of `Words`: the same statement for any number, so that it is prepared once."""

    type = Boolean()
    inherit_cache = True


@compiles(is_among)
def _among_json(element: is_among, compiler: SQLCompiler, **options: Any) -> str:
    column, words = (compiler.process(clause, **options) for clause in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({words}))"  # noqa: S608 - a compiled column and a parameter


@compiles(is_among, "postgresql")
def _among_array(element: is_among, compiler: SQLCompiler, **options: Any) -> str:
    column, words = (compiler.process(clause, **options) for clause in element.clauses)
    return f"{column} = ANY({words})"
