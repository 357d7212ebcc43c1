-- The three schemas of one database. A superuser (or the database's owner) runs this once, after roles.sql.
revoke create on schema public from public;
create schema if not exists kept authorization kept_owner;
create schema if not exists walls authorization kept_context;
create schema if not exists jobs authorization kept_owner;
