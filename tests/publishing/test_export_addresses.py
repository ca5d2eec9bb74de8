"""Which addresses an export asks for."""

from aggregator.feed import Site
from aggregator.publishing.export.addresses import addresses
from tests.scanner import A, B, Scanner

SITE = Site("Garden news", "", "https://news.example.org", "en")


def asked_for(scanner: Scanner) -> set[str]:
    with scanner.store.reading() as transaction:
        return {wanted.path for wanted in addresses(transaction, SITE, ["rss"], ["/static/page.css"])}


def test_nothing_private_is_even_asked_for(scanner: Scanner) -> None:
    scanner.put("open.txt", A)
    scanner.put("secret/plans.txt", B)
    scanner.scan()
    page = f"/entries/{scanner.record(B[0]).entry.id}"
    private = {page, f"{page}/history", "/feeds/secret", "/feeds/secret/plans", "/feeds/secret/plans.rss"}
    everything = asked_for(scanner)
    assert private <= everything
    scanner.hide("secret/")
    assert not private & asked_for(scanner)
    assert {path for path in everything - asked_for(scanner) if "/archives/" not in path} == {
        *private, "/feeds/secret.rss", "/subscribe/feeds/secret", "/subscribe/feeds/secret/plans"
    }  # fmt: skip
