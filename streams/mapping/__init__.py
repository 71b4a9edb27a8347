"""A bank's own export as transactions: a mapping file says where each field comes from."""

from streams.mapping.mapped_file import MappedFile
from streams.mapping.rules import Mapping, Rule

__all__ = ["MappedFile", "Mapping", "Rule"]
