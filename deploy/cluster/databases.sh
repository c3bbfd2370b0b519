#!/bin/sh
# Patroni calls this once, with the address of the new PostgreSQL: makes the user and the databases of Sitbone.
set -eu
psql -X -q -v ON_ERROR_STOP=1 "$1" <<'SQL'
\set password `printf %s "$STORE_PASSWORD"`
CREATE ROLE sitbone LOGIN PASSWORD :'password';
CREATE DATABASE sitbone OWNER sitbone;
CREATE DATABASE accounts OWNER sitbone;
SQL
