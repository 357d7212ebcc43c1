-- The three schemas of one database. A superuser (or the database's owner) runs this once, after roles.sql.
revoke create on schema public from public;
-- What a session makes for itself outlives the transaction in which it was made, and the next caller would find it; and what
-- lies beside the tables, no wall hides and no history sees.
do $$ begin execute format('revoke temporary on database %I from public', current_database()); end $$;
-- Nor does anybody learn by which names a connection keeps its statements, so as to put others in their place.
revoke execute on function pg_catalog.lo_creat(int), pg_catalog.lo_create(oid), pg_catalog.lo_from_bytea(oid, bytea) from public;
revoke all on pg_catalog.pg_prepared_statements from public;
revoke execute on function pg_catalog.pg_prepared_statement() from public;
create schema if not exists kept authorization kept_owner;
create schema if not exists walls authorization kept_context;
create schema if not exists jobs authorization kept_owner;
