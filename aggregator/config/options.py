"""Every option with its default, unit and check."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ByteSize, ConfigDict, Field, SecretStr

from aggregator.config import checks

#: RFC 5646, section 2.1, without what nobody writes: language, script, region and variants.
LANGUAGE = r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-([A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*"
Text = Annotated[str, AfterValidator(checks.text)]
Name = Annotated[str, AfterValidator(checks.name)]
Seconds = Annotated[float, BeforeValidator(checks.seconds)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Author(_Section):
    """Who answers for the feeds."""

    name: Name | None = Field(
        None, description="Name of the author of every entry; null leaves it to the site's title."
    )
    email: Annotated[Text, AfterValidator(checks.address)] | None = Field(
        None, description="Address of the author, shown in the feeds."
    )


class Site(_Section):
    """What the outside sees."""

    title: Name = Field("Press digests", description="Title of the combined feed and of the pages.")
    description: Text = Field("", description="One line under the title.")
    url: Annotated[str, AfterValidator(checks.site_url)] = Field(
        "http://127.0.0.1:8000",
        description="Where readers reach this site; every link is built from it, never from a request.",
    )
    author: Author | None = Field(None, description="Who answers for the feeds: `{name, email}`.")
    language: str = Field(
        "en",
        description="Language (BCP 47) of the site, and of sources with too little text to tell theirs.",
        pattern=f"^{LANGUAGE}$",
    )
    rights: Text | None = Field(None, description="Copyright notice in every feed.")
    access: Annotated[Literal["public", "private"], BeforeValidator(checks.access)] = Field(
        "public", description="Who may read: `public` for everybody, `private` for whoever has a token."
    )


class Input(_Section):
    """Where the files come from."""

    folder: Annotated[Path, BeforeValidator(checks.folder)] = Field(
        Path("feeds"), description="The folder that is read, with all below it."
    )
    exclude: tuple[Annotated[str, AfterValidator(checks.pattern)], ...] = Field(
        (), description="Patterns, as in a `.gitignore` file, of what is not read."
    )
    private: tuple[Annotated[str, AfterValidator(checks.pattern)], ...] = Field(
        (), description="Patterns, as in a `.gitignore` file, of what only readers with a token may read."
    )
    markers: tuple[Annotated[Text, AfterValidator(checks.marker)], ...] = Field(
        (), description="Further spellings of `Read more`."
    )
    every: Seconds = Field(60.0, description="Time from one scan to the next.", ge=1, le=7 * 86400)
    watch: bool = Field(default=True, description="Whether changes are noticed at once, by the system's notifications.")
    settle: Seconds = Field(
        2.0,
        description="How long a file must be left alone before it is read, unless its writer is seen to close it.",
        ge=0,
        le=3600,
    )
    removed: Annotated[Literal["withdraw", "keep"], BeforeValidator(checks.removed)] = Field(
        "withdraw",
        description="What becomes of articles that no file holds any longer: `withdraw`, or `keep` them published.",
    )


class FeedLimits(_Section):
    """How much a feed shows."""

    entries: int = Field(50, description="Entries in a feed, at most.", ge=1, le=10_000)
    max_bytes: ByteSize = Field(
        ByteSize(512_000), description="Size of a feed, at most; the oldest entries give way.", ge=10_000
    )


class Server(_Section):
    """Where the service listens."""

    host: Name = Field("127.0.0.1", description="Address to listen at; `0.0.0.0` for every network.")
    port: int = Field(8000, description="Port to listen at.", ge=1, le=65535)
    held_bytes: ByteSize = Field(
        ByteSize(67_108_864),
        description="Memory for rendered feeds and their compressed forms; those asked for longest ago give way.",
        ge=0,
    )
    rescan_token: Annotated[SecretStr, BeforeValidator(checks.token)] | None = Field(
        None,
        description="What `POST /rescan` must bear, and what signs in at `/status`; null makes a random one in "
        "`rescan-token` beside the store.",
    )


class WebSub(_Section):
    """Who is told at once that feeds have changed."""

    hubs: tuple[Annotated[str, AfterValidator(checks.hub)], ...] = Field(
        (), description="Addresses of the hubs that are told of changed feeds, and that readers may subscribe at."
    )


class Settings(_Section):
    """All options; paths are absolute."""

    site: Site = Site()
    input: Input = Input()
    store: Annotated[str, AfterValidator(checks.store_url)] = Field(
        "sqlite:///var/aggregator.db", description="Where entries and their ids are kept, as an SQLAlchemy URL."
    )
    feed: FeedLimits = FeedLimits()
    server: Server = Server()
    websub: WebSub = WebSub()
