"""The institution's own details for its reports: a YAML file, by country of the duty. Nothing of it is ever guessed."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from streams.catalogue import strict_yaml
from streams.errors import CatalogueError, SettingsError


class _Details(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)


class Address(_Details):
    """A postal address; all parts as the form wants them."""

    street: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    country: str = Field("", pattern="^([A-Z]{2})?$")


class Contact(_Details):
    """Whom the authority asks."""

    office: str = ""
    phone: str = ""
    extension: str = ""
    first_name: str = ""
    last_name: str = ""


class Transmitter(_Details):
    """Who sends a batch to FinCEN's E-Filing."""

    name: str = ""
    tin: str = ""
    control_code: str = Field("", description="The transmitter control code (TCC) that FinCEN gave.")
    contact: str = ""
    phone: str = ""
    address: Address = Address()


class Filer(_Details):
    """An institution as one authority knows it."""

    name: str = ""
    tin: str = ""
    tin_kind: Literal["ein", "ssn", ""] = ""
    regulator: Literal["cftc", "federal_reserve", "fdic", "irs", "ncua", "occ", "sec", "fhfa", "none", ""] = ""
    address: Address = Address()
    contact: Contact = Contact()
    transmitter: Transmitter = Transmitter()
    entity_id: int | None = Field(None, ge=1, description="goAML's rentity_id, which the authority gives.")
    branch: str = ""
    swift: str = ""
    institution_code: str = ""


_FILERS = TypeAdapter(dict[str, Filer])


def load_filer(path: Path | None, jurisdiction: str) -> Filer:
    """The details for a country; empty ones where there are none. Raises SettingsError for a file that is wrong."""
    if path is None:
        return Filer()
    try:
        found = _FILERS.validate_python(strict_yaml.read(path) or {})
    except CatalogueError as error:
        raise SettingsError(f"filing_institution: {error}") from error
    except ValidationError as error:
        said = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        raise SettingsError(f"filing_institution: {path}: {said}") from error
    return found.get(jurisdiction, Filer())
