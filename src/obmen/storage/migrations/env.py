"""Alembic's entry: runs migrations on the connection that obmen.storage.database hands over."""

from __future__ import annotations

from alembic import context

from obmen.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True
)
with context.begin_transaction():
    context.run_migrations()
