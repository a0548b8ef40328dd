-- Each function finds the ledger's tables and PostgreSQL's own functions, whatever search path the caller has: pg_catalog, which is
-- searched first where it is not named, then the ledger's schema, and temporary objects last.
-- A later script that makes or replaces a function ends with this block again: CREATE OR REPLACE takes the setting away.
DO $$
DECLARE
    own oid;
BEGIN
    FOR own IN SELECT oid FROM pg_proc WHERE pronamespace = current_schema()::regnamespace LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', own::regprocedure, current_schema());
    END LOOP;
END $$;
