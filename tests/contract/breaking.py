"""What a new contract takes away from whoever was written against an old one.

A client may send everything that it could send, needs nothing that it did not have, and finds in a reply everything
that it found, in the same form. New operations, optional parameters, fields of replies and problems break nobody.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Document = Mapping[str, Any]
Schema = Mapping[str, Any]
# The limits of what may be sent, and which way each is narrower: a smaller greatest, a larger least.
LIMITS = (("maxLength", 1), ("maxItems", 1), ("maximum", 1), ("minLength", -1), ("minItems", -1), ("minimum", -1))


def breaks(old: Document, new: Document) -> list[str]:
    """Return each thing that is broken, as a sentence that begins with where."""
    return sorted(set(_operations(old, new)))


def _operations(old: Document, new: Document) -> Iterator[str]:
    for path, methods in old["paths"].items():
        for method, operation in methods.items():
            now = new["paths"].get(path, {}).get(method)
            where = f"{method.upper()} {path}"
            if now is None:
                yield f"{where}: the operation is gone"
            else:
                yield from _operation(where, (old, operation), (new, now))


def _operation(where: str, old: tuple[Document, Any], new: tuple[Document, Any]) -> Iterator[str]:
    before, now = old[1], new[1]
    if before["operationId"] != now["operationId"]:
        yield f"{where}: its name was {before['operationId']}"
    yield from (f"{where}: needs the permission {each}" for each in _scopes(now) - _scopes(before))
    yield from _parameters(where, old, new)
    yield from _request(where, old, new)
    yield from _replies(where, old, new)


def _scopes(operation: Any) -> set[str]:  # noqa: ANN401
    return {f"`{scope}`" for way in operation.get("security", ()) for scopes in way.values() for scope in scopes}


def _parameters(where: str, old: tuple[Document, Any], new: tuple[Document, Any]) -> Iterator[str]:
    before, now = (
        {(each["in"], each["name"].lower()): each for each in operation.get("parameters", ())}
        for _, operation in (old, new)
    )
    for key, parameter in before.items():
        if key not in now:
            yield f"{where}: the parameter {key[1]} is gone"
            continue
        if now[key].get("required") and not parameter.get("required"):
            yield f"{where}: the parameter {key[1]} is now required"
        yield from _Sent(old[0], new[0]).compare(f"{where}: {key[1]}", parameter["schema"], now[key]["schema"])
    for key in now.keys() - before.keys():
        if now[key].get("required"):
            yield f"{where}: the new parameter {key[1]} is required"


def _request(where: str, old: tuple[Document, Any], new: tuple[Document, Any]) -> Iterator[str]:
    before, now = (operation.get("requestBody", {}) for _, operation in (old, new))
    if now.get("required") and not before.get("required"):
        yield f"{where}: a body is now required"
    for media, content in before.get("content", {}).items():
        if media not in now.get("content", {}):
            yield f"{where}: takes {media} no more"
        else:
            there = now["content"][media]["schema"]
            yield from _Sent(old[0], new[0]).compare(f"{where}: the body", content["schema"], there)


def _replies(where: str, old: tuple[Document, Any], new: tuple[Document, Any]) -> Iterator[str]:
    before, now = (operation["responses"] for _, operation in (old, new))
    for status, reply in before.items():
        if not status.startswith("2"):
            continue
        if status not in now:
            yield f"{where}: answers {status} no more"
        else:
            yield from _reply(f"{where}: {status}", (old[0], reply), (new[0], now[status]))


def _reply(where: str, old: tuple[Document, Any], new: tuple[Document, Any]) -> Iterator[str]:
    before, now = old[1], new[1]
    for name in before.get("headers", {}).keys() - now.get("headers", {}).keys():
        yield f"{where} has the header {name} no more"
    for media, content in before.get("content", {}).items():
        there = now.get("content", {}).get(media)
        if there is None:
            yield f"{where} is {media} no more"
        else:
            yield from _Seen(old[0], new[0]).compare(where, content["schema"], there["schema"])


@dataclass
class _Compared:
    """Two schemas, followed through their references; what was compared once is not compared again."""

    old: Document
    new: Document

    def __post_init__(self) -> None:
        self.known: set[tuple[str, str]] = set()

    def compare(self, where: str, before: Schema, now: Schema) -> Iterator[str]:
        pair = (before.get("$ref", ""), now.get("$ref", ""))
        if all(pair):
            if pair in self.known:
                return
            self.known.add(pair)
        before, now = _resolved(self.old, before), _resolved(self.new, now)
        ways, ways_now = _ways(self.old, before), _ways(self.new, now)
        yield from self.kinds(where, ways, ways_now)
        for kind in ways.keys() & ways_now.keys():
            yield from self.same_kind(where, ways[kind], ways_now[kind])

    def kinds(self, where: str, before: Mapping[str, Schema], now: Mapping[str, Schema]) -> Iterator[str]:
        raise NotImplementedError

    def fields(self, where: str, before: Schema, now: Schema) -> Iterator[str]:
        raise NotImplementedError

    def values(self, where: str, before: Schema, now: Schema) -> Iterator[str]:
        raise NotImplementedError

    def same_kind(self, where: str, before: Schema, now: Schema) -> Iterator[str]:
        yield from self.values(where, before, now)
        yield from self.fields(where, before, now)
        there = now.get("properties", {})
        for name, schema in before.get("properties", {}).items():
            if name in there:
                yield from self.compare(f"{where}.{name}", schema, there[name])
        if "items" in before and "items" in now:
            yield from self.compare(f"{where}[]", before["items"], now["items"])


class _Sent(_Compared):
    """What comes in may only become more lenient."""

    def kinds(self, where: str, before: Mapping[str, Schema], now: Mapping[str, Schema]) -> Iterator[str]:
        yield from (f"{where} may be {kind} no more" for kind in before.keys() - now.keys())

    def fields(self, where: str, before: Schema, now: Schema) -> Iterator[str]:
        there = before.get("properties", {})
        yield from (f"{where}.{name} is gone" for name in there.keys() - now.get("properties", {}).keys())
        for name in set(now.get("required", ())) - set(before.get("required", ())):
            yield f"{where}.{name} is now required"

    def values(self, where: str, before: Schema, now: Schema) -> Iterator[str]:
        if "enum" in now:
            yield from (
                f"{where} may be {value} no more" for value in set(before.get("enum", ("all",))) - set(now["enum"])
            )
        if now.get("pattern") not in (None, before.get("pattern")):
            yield f"{where} must now be spelled {now['pattern']}"
        for limit, sign in LIMITS:
            if limit in now and (limit not in before or sign * now[limit] < sign * before[limit]):
                yield f"{where} has a narrower {limit}"


class _Seen(_Compared):
    """What goes out may only become more: an app tolerates fields and values that it does not know."""

    def kinds(self, where: str, before: Mapping[str, Schema], now: Mapping[str, Schema]) -> Iterator[str]:
        yield from (f"{where} can now be {kind}" for kind in now.keys() - before.keys())

    def fields(self, where: str, before: Schema, now: Schema) -> Iterator[str]:
        there = before.get("properties", {})
        yield from (f"{where}.{name} is gone" for name in there.keys() - now.get("properties", {}).keys())
        for name in set(before.get("required", ())) - set(now.get("required", ())):
            if name in now.get("properties", {}):
                yield f"{where}.{name} may now be missing"

    def values(self, where: str, before: Schema, now: Schema) -> Iterator[str]:
        if "enum" in before and "enum" not in now:
            yield f"{where} can now be anything"


def _ways(document: Document, schema: Schema) -> dict[str, Schema]:
    """Return what a value can be: each kind, or each named schema among several, with its schema."""
    ways: dict[str, Schema] = {}
    for each in schema.get("anyOf", schema.get("oneOf", [schema])):
        found = _resolved(document, each)
        kind = str(found.get("type", "anything"))
        name = str(each.get("$ref", "")).rpartition("/")[2]
        shape = f"{kind} {found['format']}" if "format" in found else kind
        ways[f"{shape} {name}" if kind == "object" and len(schema.get("anyOf", ())) > 1 else shape] = found
    return ways


def _resolved(document: Document, schema: Schema) -> Schema:
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    return {**document["components"]["schemas"][name]} if name else schema
