"""The kinds that the command line works with."""

import structlog

from bizprobe.catalogue import Catalogue, find_kinds

_log = structlog.get_logger()


def known_kinds() -> Catalogue:
    """Every kind there is. What third parties offer in vain is logged, and harms nobody else."""
    catalogue = find_kinds()
    for broken in catalogue.broken:
        _log.error("a package's kind cannot be used", package=broken.package, fault=str(broken))
    return catalogue
