"""Every knob, one sentence each.

Read from the environment (`COUNTERFLOW_…`, nested fields with `__`), then from the YAML file named by
`COUNTERFLOW_SETTINGS_FILE`, then the defaults below. `counterflow settings` prints what is in force.
"""

from __future__ import annotations

import os
from datetime import date, time
from functools import lru_cache
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    IPvAnyNetwork,
    SecretStr,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, YamlConfigSettingsSource


class Institution(BaseModel):
    """An obliged institution whose duties apply to a transaction."""

    model_config = ConfigDict(frozen=True)

    country: str = Field(
        "US", pattern="^[A-Z]{2}$", description="Jurisdiction (ISO 3166-1 alpha-2) whose thresholds apply."
    )
    timezone: str = Field("America/New_York", description="Zone of the institution's business day.")
    kind: Literal["bank", "money_service", "crypto", "trader"] = Field(
        "bank", description="Institution type, for thresholds that differ by type."
    )
    business_day_ends: time | None = Field(
        None,
        description="Local time from which cash counts on the next business day, and at which 24 hours begin where"
        " the law counts those; midnight where none is given.",
    )
    closed_days: frozenset[date] = Field(
        frozenset(), description="Days on which it is closed besides weekends and its country's public holidays."
    )

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        ZoneInfo(value)
        return value

    @field_validator("business_day_ends")
    @classmethod
    def _on_a_quarter(cls, value: time | None) -> time | None:
        if value is not None and (value.minute % 15 or value.second or value.microsecond):
            raise ValueError("business_day_ends must be a full quarter of an hour, such as 17:30")
        return value


class Settings(BaseSettings):
    """The settings in force; frozen, passed to whatever needs them, never read at import."""

    model_config = SettingsConfigDict(env_prefix="COUNTERFLOW_", env_nested_delimiter="__", frozen=True, extra="forbid")

    # Kafka
    broker: str = Field("127.0.0.1:9092", description="Bootstrap servers, comma separated.")
    application: str = Field(
        "counterflow",
        pattern=r"^[a-zA-Z0-9._-]+$",
        description="Consumer group and prefix of internal topics; one per institution on a shared cluster.",
    )
    topic_prefix: str = Field(
        "",
        pattern=r"^[a-zA-Z0-9._-]*$",
        description="Put before every topic name, so that several institutions can share a cluster.",
    )
    transactions_partitions: int = Field(
        1,
        ge=1,
        le=1024,
        description="Partitions of `transactions` as created here; movements are put in event-time order across them.",
    )
    subjects_partitions: int = Field(
        4,
        ge=1,
        le=1024,
        description="Partitions of `movements`, `flows` and the changelog: the most workers that share the subjects.",
    )
    replication_factor: int = Field(
        1, ge=1, le=10, description="Replicas of every topic that Counterflow creates; 3 in production."
    )
    create_topics: bool = Field(
        True, description="A worker creates missing topics at start; off where its principal may not."
    )
    embedded_broker: bool = Field(
        False, description="The broker is the embedded one: no idempotent producer, no compaction, short sessions."
    )
    session_timeout_seconds: float = Field(
        30.0, gt=0, description="A worker silent for this long loses its partitions."
    )
    commit_interval_seconds: float = Field(1.0, gt=0, description="How often the end of the done prefix is committed.")
    security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = Field(
        "PLAINTEXT", description="How to talk to the broker."
    )
    sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = Field(
        "SCRAM-SHA-512", description="SASL mechanism, with SASL_… protocols."
    )
    sasl_username: str = Field("", description="SASL user.")
    sasl_password: SecretStr = Field(SecretStr(""), description="SASL password.")
    ssl_cafile: Path | None = Field(None, description="Certificate authorities to trust, with SSL protocols.")

    # Batches
    batch_max_records: int = Field(2000, ge=1, le=100_000, description="Records that one delivered batch may hold.")
    batch_max_bytes: int = Field(
        8 << 20, ge=1 << 10, description="Bytes that one delivered batch may hold; a single larger record still passes."
    )
    step_max_records: int = Field(
        8000, ge=1, le=1_000_000, description="Records that one step of an agent may take from its channel."
    )
    fetch_max_wait_ms: int = Field(
        20, ge=1, le=5000, description="How long the broker may hold a fetch when there is nothing to send."
    )
    retry_backoff_seconds: float = Field(
        0.5, gt=0, description="First pause after a failed step; doubles up to thirty seconds."
    )
    step_attempts: int = Field(
        3, ge=1, description="Attempts at a batch before it is bisected to find the record at fault."
    )

    # Event-time order
    allowed_disorder_seconds: float = Field(
        0.2,
        ge=0,
        le=86_400,
        description="How far behind the newest event time of its partition a transaction may come without being late;"
        " every movement waits that much event time.",
    )
    watermark_interval_seconds: float = Field(
        0.05, gt=0, le=10, description="How often intake says how far its partitions have come."
    )
    idle_seconds: float = Field(
        1.0, gt=0, description="A partition of `transactions` read to its end and silent this long holds nobody up."
    )
    held_max_bytes: int = Field(
        64 << 20,
        ge=1 << 20,
        description="Bytes of movements that may wait for their turn in a partition; beyond it the oldest go, counted.",
    )

    # Intake
    base_currency: str = Field(
        "EUR",
        pattern="^[A-Z]{3}$",
        description="Currency of all signals that add amounts; amounts are converted at the dated rate.",
    )
    institution: Institution = Field(
        default_factory=Institution, description="The institution whose duties apply where a transaction names none."
    )
    institutions: dict[str, Institution] = Field(
        default_factory=dict, description="Further institutions, by the name that transactions use."
    )
    record_max_bytes: int = Field(1 << 20, ge=1 << 10, description="A larger record is rejected as too_large.")
    rejected_original_max_bytes: int = Field(256 << 10, ge=0, description="How much of a rejected record is kept.")
    time_earliest: date = Field(
        date(1990, 1, 1), description="A transaction before this day is rejected as time_out_of_range."
    )
    time_max_ahead_hours: float = Field(
        24.0, ge=0, description="A transaction further ahead of its Kafka timestamp is rejected as time_out_of_range."
    )
    local_timezone: str = Field(
        "UTC", description="Zone of ISO 20022 times that carry none, which the standard calls local time."
    )
    reference_dir: Path | None = Field(
        None, description="Folder whose tables replace the shipped reference tables of the same name."
    )

    watch_list: Path | None = Field(
        None, description="CSV file of sanctioned parties, politically exposed persons and mixers' wallets."
    )

    # State
    store: Literal["memory", "rocksdb"] = Field(
        "memory", description="Where subject states live: memory, or RocksDB when they outgrow it."
    )
    data_dir: Path = Field(Path("data"), description="Folder of RocksDB stores.")
    history_movements: int = Field(
        512,
        ge=16,
        le=65536,
        description="Recent movements kept per subject; a subject that has more reports itself truncated.",
    )
    history_days: int = Field(
        400, ge=390, le=3660, description="Days of aggregates kept per subject; signals look back 390."
    )
    cached_subjects: int = Field(
        500_000,
        ge=1,
        description="Decoded subjects kept in memory; beyond it the longest untouched go and are read again.",
    )
    revoke_wait_seconds: float = Field(10.0, ge=0, description="How long a rebalance waits for the step under way.")

    # Flows between subjects
    flow_rest_days: float = Field(
        14.0, gt=0, le=90, description="Money that rested with a subject for longer is not followed on."
    )
    flow_pool_hours: float = Field(
        48.0, gt=0, description="What comes within this time is one pool, of which each payment out takes a like part."
    )
    flow_known_days: float = Field(
        30.0,
        gt=0,
        description="Who paid the same receiver longer ago than this does so by habit: rent, wages and supplies begin"
        " and continue no path. Money of a crime is followed all the same.",
    )
    flow_min_share: float = Field(
        0.1,
        gt=0,
        le=1,
        description="A payment passes another one on when what is in it of that one is this share of both at least.",
    )
    flow_min_kept: float = Field(
        0.1, gt=0, le=1, description="A path ends where less than this share of its first payment is left of it."
    )
    flow_hops_max: int = Field(8, ge=3, le=32, description="Payments of the longest path that is followed.")
    flow_links_max: int = Field(20, ge=1, le=256, description="Payments in that one payment out may pass on.")
    flow_fanout_max: int = Field(
        64, ge=1, le=4096, description="Tokens that one payment may send on; those with the most money go first."
    )
    flow_tokens_max: int = Field(128, ge=1, le=65536, description="Tokens kept of a subject; beyond it the oldest go.")
    flow_hub_counterparties: int = Field(
        50,
        ge=2,
        description="Through a subject that within flow_rest_days is paid by and pays so many, no money is followed.",
    )
    flow_identifiers_max: int = Field(
        32, ge=1, le=4096, description="Identifiers (devices, phones, invoices …) remembered of a subject."
    )
    flow_users_max: int = Field(
        64, ge=2, le=4096, description="Users remembered of an identifier; one that more use is no secret."
    )

    # Catalogue and alerts
    catalogue_dirs: tuple[Path, ...] = Field(
        (), description="Folders with an institution's own typologies, after the shipped ones."
    )
    catalogue_overrides: Path | None = Field(
        None, description="YAML file of dated changes to parameters and status of typologies."
    )
    tuning_needs_approver: bool = Field(
        False, description="Refuse a change of that file unless somebody other than its author approved it."
    )
    catalogue_reload_seconds: float = Field(
        5.0, ge=0, description="How often a worker looks whether that file or those folders changed; 0 turns it off."
    )
    catalogue_at: AwareDatetime | None = Field(
        None, description="Judge by the catalogue that was in force then and reload nothing, to reproduce alerts."
    )
    episode_max_days: int = Field(
        90,
        ge=1,
        description="A longer episode is closed; what continues opens a new alert that names the previous one.",
    )
    revision_growth: float = Field(
        0.5, gt=0, description="An open alert is revised when the movements that fired it have grown by this share."
    )
    evidence_max: int = Field(
        50, ge=1, le=1000, description="Transactions listed in an alert; the count and total are always of all of them."
    )
    due_days: int = Field(
        30, ge=1, description="Days from first detection to an alert's due date (31 CFR 1020.320(b)(3): 30 days)."
    )
    report_due_days: int = Field(
        15, ge=1, description="Days from the transaction to a statutory report's due date (31 CFR 1010.306: 15 days)."
    )

    # Dispositions
    suppression_growth: float = Field(
        0.5,
        gt=0,
        description="What is held back by a decision is raised again when its evidence has grown by this share.",
    )
    suppression_max_days: int = Field(
        366,
        ge=1,
        le=3660,
        description="What is to hold for longer than this from when it was decided takes a second person.",
    )
    dispositions_max: int = Field(
        64, ge=1, le=1024, description="Decisions remembered of a subject; beyond it the oldest are forgotten."
    )

    # Model
    model: Path | None = Field(
        None,
        description="Folder of the model that scores movements, as `counterflow train` writes it; `default` is the one"
        " that comes with Counterflow, trained on a synthetic town.",
    )
    challenger: Path | None = Field(
        None, description="Folder of a model on trial beside it, whose alerts go to `alerts.shadow`."
    )
    model_reload_seconds: float = Field(
        10.0, gt=0, description="How often a worker looks for changed models, and tells how they drift."
    )
    drift_memory_hours: float = Field(
        1.0, gt=0, description="Time constant with which the sample that drift is told from forgets."
    )

    # Reports of suspicion
    filing_institution: Path | None = Field(
        None, description="YAML file of the institution's own details for reports of suspicion, by country."
    )
    filing_retention_days: int = Field(
        1827,
        ge=1,
        le=36_500,
        description="Days for which a record of a filing must be kept, and after which it may be erased (31 CFR"
        " 1020.320(d): five years).",
    )
    filing_access_retention_days: int = Field(
        3653, ge=1, le=36_500, description="Days for which it is kept who looked at records of filings."
    )
    filing_early_erasure: bool = Field(
        False, description="Allow a record of a filing to be erased before its retention ends, where no hold is on it."
    )
    filing_compaction_days: int = Field(
        7, ge=1, description="Days within which the broker removes an erased record of a filing from the log."
    )
    filing_postgres: SecretStr | None = Field(
        None, description="Connection string of the restricted tables, for a role that general sinks do not have."
    )
    report_font: Path | None = Field(
        None, description="TrueType font of the PDF of a case file; without one, Latin script only."
    )

    # Web
    metrics_host: str = Field("127.0.0.1", description="Address of the metrics and health port.")
    metrics_port: int = Field(9464, ge=0, le=65535, description="Port of metrics and health; 0 turns it off.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="How much is logged.")

    # Sinks
    sink_batch_records: int = Field(
        1000, ge=1, le=100_000, description="Records that a sink takes and writes together."
    )
    sink_metrics_port: int = Field(
        9465, ge=0, le=65535, description="Port of a sink's metrics and health, at metrics_host; 0 turns it off."
    )
    sink_backoff_max_seconds: float = Field(
        60.0, gt=0, description="A sink whose target is away tries again after 0.5 s, doubling up to this, with jitter."
    )
    postgres_dsn: SecretStr = Field(
        SecretStr(""),
        description="Where the alert store is, as libpq writes it: `postgresql://user@host/database` or `host=…`.",
    )
    postgres_password_file: Path | None = Field(
        None, description="File whose first line is the password, where postgres_dsn has none."
    )
    postgres_migrate: bool = Field(
        True, description="`sink postgres` brings the tables up to date at start; off where its role may not."
    )
    postgres_retention_days: int | None = Field(
        None,
        ge=1,
        le=36_500,
        description="Alerts that are decided, or need no decision, are deleted after so many days; never open ones, and"
        " none under a legal hold. Nothing is deleted where none is given.",
    )
    webhook_url: str = Field("", description="Where alerts are posted; https, except to this machine itself.")
    webhook_secret: SecretStr = Field(
        SecretStr(""),
        description="Key of the signature, `whsec_` and base64; several, apart by a space, sign each, to change keys.",
    )
    webhook_secret_file: Path | None = Field(
        None, description="File with the key of the signature, where webhook_secret is not given."
    )
    webhook_batch_records: int = Field(
        1, ge=1, le=1000, description="Alerts of one request; above 1 its data is a list, all of one subject."
    )
    webhook_concurrency: int = Field(
        8, ge=1, le=256, description="Requests under way at once; those of one subject wait for each other."
    )
    webhook_timeout_seconds: float = Field(10.0, gt=0, le=120, description="How long an answer may take.")
    webhook_attempts: int = Field(
        10,
        ge=1,
        description="Answers 500 to a request before it becomes a dead letter; whoever is away is waited for.",
    )
    webhook_ca_file: Path | None = Field(
        None, description="Certificate authorities to trust for the webhook instead of the system's."
    )
    file_dir: Path = Field(Path("out/alerts"), description="Folder of the files of `sink file`; one process each.")
    file_max_bytes: int = Field(
        256 << 20,
        ge=1 << 10,
        description="A file of this size is put aside and another begun; so is yesterday's (UTC).",
    )
    file_compress: bool = Field(False, description="Compress files that were put aside, with gzip.")
    file_keep: int = Field(
        0, ge=0, description="Files put aside that are kept, the newest; the others are deleted. 0 keeps all."
    )

    # Desk
    desk_host: str = Field("127.0.0.1", description="Address of the desk's pages; TLS is a proxy's in front of it.")
    desk_port: int = Field(8470, ge=0, le=65535, description="Port of the desk's pages.")
    desk_metrics_port: int = Field(
        9466, ge=0, le=65535, description="Port of the desk's metrics and health, at metrics_host; 0 turns it off."
    )
    desk_dir: Path = Field(
        Path("desk"), description="Folder of the desk's users, its key, and decisions that wait for a second person."
    )
    desk_session_minutes: float = Field(
        480.0, gt=0, le=10_080, description="How long a session lasts before one has to sign in again."
    )
    desk_cookie_secure: bool = Field(
        True, description="The session's cookie travels over HTTPS only; off for plain HTTP on a machine of one's own."
    )
    desk_proxy_header: str = Field(
        "", pattern="^[A-Za-z0-9-]*$", description="Header in which a proxy says who is signed in; empty for none."
    )
    desk_proxy_addresses: tuple[IPvAnyNetwork, ...] = Field(
        (), description="Networks of the proxies that are believed, on that header and on X-Forwarded-For."
    )
    desk_page_alerts: int = Field(50, ge=1, le=500, description="Alerts on a page of the queue.")
    desk_proposals_max: int = Field(
        1000, ge=1, le=100_000, description="Decisions that may wait for a second person at once."
    )
    desk_access_log: Path | None = Field(
        None,
        description="File to which every look and every verdict is appended; without one they go to standard error.",
    )

    @model_validator(mode="after")
    def _consistent(self) -> Settings:
        ZoneInfo(self.local_timezone)
        if self.step_max_records < self.batch_max_records:
            raise ValueError(
                "step_max_records must be at least batch_max_records, or a full batch could never be taken"
            )
        if self.desk_proxy_header and not self.desk_proxy_addresses:
            raise ValueError("desk_proxy_header needs desk_proxy_addresses, or anybody could say who they are")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments first, then the environment, then the file named by COUNTERFLOW_SETTINGS_FILE."""
        file = os.environ.get("COUNTERFLOW_SETTINGS_FILE")
        if file is None:
            return init_settings, env_settings
        return init_settings, env_settings, YamlConfigSettingsSource(settings_cls, yaml_file=file)

    def topic(self, name: str) -> str:
        """The full name of a topic, such as `bank-a.transactions`."""
        return f"{self.topic_prefix}{name}"

    @property
    def changelog(self) -> str:
        """The topic that subject states are restored from."""
        return f"{self.topic_prefix}{self.application}-subjects-changelog"


@lru_cache(maxsize=1)
def current() -> Settings:
    """The settings of this process, read once."""
    return Settings()
