"""Site templates as data: line patterns with slots, what speaks for each, and the file they are kept in."""

from cleaner.templates.book import SiteTemplates, Template, Templates, load_templates, site_of
from cleaner.templates.patterns import patterns_of

__all__ = ["SiteTemplates", "Template", "Templates", "load_templates", "patterns_of", "site_of"]
