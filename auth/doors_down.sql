-- Take every policy down, so that a migration may change the columns that they name. Row-level security stays forced:
-- until walls.sql has run again, nobody sees anything.
do $$
declare policy record;
begin
  for policy in select schemaname, tablename, policyname from pg_policies where schemaname = 'kept' loop
    execute format('drop policy %I on %I.%I', policy.policyname, policy.schemaname, policy.tablename);
  end loop;
end $$;
