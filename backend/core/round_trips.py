"""Fewer round trips to PostgreSQL, and one text for each statement, so that it stays prepared."""

import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import BigInteger, Boolean, Dialect, Text, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.elements import BindParameter
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine


class ListOf(TypeDecorator[Sequence[Any]]):
    """A list as one parameter: an array, or JSON for the embedded database.

    PostgreSQL makes the plan of a prepared statement only once when it does not look into the
    list for that: `is_short` says that a good plan for ten items is a good one for this list.
    """

    impl = Text
    cache_ok = True

    def __init__(self, item: type[BigInteger | Text], *, is_short: bool = False) -> None:
        super().__init__()
        self.item = item
        self.is_short = is_short

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        server = dialect.name == "postgresql"
        return dialect.type_descriptor(ARRAY(self.item) if server else Text())

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        items = sorted(value or ())
        return items if dialect.name == "postgresql" else json.dumps(items)


class is_any(FunctionElement[bool]):  # noqa: N801 (reads as the SQL that it becomes)
    """The column equals one of a list, whose length does not change the text of the statement.

    `is_any(Site.id, ids("sites"))` takes the list when it is run, `is_any(Site.id, ids_of(found))`
    at once.
    """

    type = Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> Any:  # noqa: ARG002
        """Itself: SQLAlchemy would compare it with 1, and then no index serves."""
        return self


def ids(name: str) -> BindParameter[Any]:
    """A parameter of this name for `is_any`: ids of rows, nearly always a few.

    PostgreSQL does not look into the list and plans for ten ids, also for the board of a county,
    which at its first count asks for all grids.
    """
    return bindparam(name, type_=ListOf(BigInteger, is_short=True))


def ids_of(numbers: Collection[int]) -> BindParameter[Any]:
    """These ids as a parameter for `is_any`."""
    return bindparam(None, numbers, type_=ListOf(BigInteger), unique=True)


def texts(name: str) -> BindParameter[Any]:
    """A parameter of this name for `is_any`: a few texts."""
    return bindparam(name, type_=ListOf(Text, is_short=True))


@compiles(is_any)
def _is_any(element: Any, compiler: Any, **kw: Any) -> str:
    column, items = (compiler.process(each, **kw) for each in element.clauses)
    kind = list(element.clauses)[1].type
    if kind.is_short:
        array = compiler.dialect.type_compiler_instance.process(ARRAY(kind.item))
        items = f"CAST((SELECT {items}) AS {array})"  # the planner sees no constant
    return f"{column} = ANY({items})"


@compiles(is_any, "sqlite")
def _is_any_embedded(element: Any, compiler: Any, **kw: Any) -> str:
    column, items = (compiler.process(each, **kw) for each in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({items}))"  # noqa: S608 (compiled parts)


@contextmanager
def together(connection: Connection) -> Iterator[None]:
    """Statements inside travel in one round trip, where the engine has any.

    For statements whose rows and counts nobody reads: they are sent without waiting for answers.
    What one of them is refused for is raised at the end of the block, as it would be otherwise. A
    transaction that begins here has its BEGIN sent along.
    """
    driver = connection.connection.driver_connection
    if not isinstance(driver, psycopg.Connection):
        yield
        return
    begins = driver.info.transaction_status == TransactionStatus.IDLE and not driver.autocommit
    try:
        if begins:
            driver.autocommit = True  # psycopg waits for a BEGIN of its own
        with driver.pipeline():
            if begins:
                driver.execute("BEGIN", prepare=False)
            yield
    except psycopg.Error as error:
        raise DBAPIError.instance(None, None, error, psycopg.Error) from error


def commit_in_block(connection: Connection) -> None:
    """Sends the COMMIT along with the statements of a block of `together`.

    SQLAlchemy's own, which follows, finds nothing left to commit. Not inside a savepoint.
    """
    driver = connection.connection.driver_connection
    if isinstance(driver, psycopg.Connection) and not connection.in_nested_transaction():
        driver.execute("COMMIT", prepare=False)  # `commit()` would wait for it by itself
