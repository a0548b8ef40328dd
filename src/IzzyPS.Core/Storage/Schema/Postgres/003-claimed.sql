-- What a run writes most of: new states of operations that it has claimed, with what their vehicles are from then on. All of a batch in
-- one statement, because row by row it is the database that a fast server waits for.

-- Each step is of an operation that is there, of its vehicle and its run, and the vehicle's payload is the operation's.
-- The batch is small and the tables are large, whatever their statistics say.
CREATE FUNCTION write_claimed(my_fence bigint, steps jsonb) RETURNS void LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
    written bigint;
BEGIN
    WITH s AS MATERIALIZED (
        SELECT * FROM jsonb_to_recordset(steps) AS step (
            op_uuid uuid, op_state text, op_attempts integer, op_sent_at text, op_ended_at text, op_status integer, op_error text,
            op_remote_id text, car_state text, car_hash text, car_is_unconfirmed integer, car_price_set_by text, car_number text,
            car_remote_id text, car_make text, car_model text, car_list_price text, car_sales_price text, car_feed_list_price text,
            car_feed_sales_price text, car_first_listed_at text, car_last_sent_at text, car_closed_at text, car_closed_by text,
            car_close_reason text, car_is_released integer, price_at text, event_at text, event_name text, event_detail text)
    ), o AS (
        UPDATE operation SET state = s.op_state, fence = my_fence, attempts = s.op_attempts, sent_at = s.op_sent_at,
            ended_at = s.op_ended_at, status = s.op_status, error = s.op_error, remote_id = s.op_remote_id
        FROM s WHERE operation.uuid = s.op_uuid
        RETURNING operation.vehicle_id, operation.run_id, operation.feed_id, operation.payload_id, s.*
    ), car AS (
        UPDATE vehicle SET state = o.car_state, payload_hash = decode(o.car_hash, 'hex'),
            payload_id = CASE WHEN vehicle.payload_hash = decode(o.car_hash, 'hex') THEN vehicle.payload_id ELSE o.payload_id END,
            feed_id = o.feed_id, is_unconfirmed = o.car_is_unconfirmed, price_set_by = o.car_price_set_by,
            configuration_number = o.car_number, remote_id = o.car_remote_id, make = o.car_make, model = o.car_model,
            list_price = o.car_list_price, sales_price = o.car_sales_price, feed_list_price = o.car_feed_list_price,
            feed_sales_price = o.car_feed_sales_price, first_listed_at = o.car_first_listed_at, last_sent_at = o.car_last_sent_at,
            closed_at = o.car_closed_at, closed_by = o.car_closed_by, close_reason = o.car_close_reason, is_released = o.car_is_released
        FROM o
        WHERE o.car_state IS NOT NULL AND vehicle.id = o.vehicle_id
    ), prices AS (
        INSERT INTO price (vehicle_id, run_id, at, list, sales, set_by)
        SELECT o.vehicle_id, o.run_id, o.price_at, o.car_list_price, o.car_sales_price, o.car_price_set_by
        FROM o
        WHERE o.price_at IS NOT NULL
    ), events AS (
        INSERT INTO event (vehicle_id, run_id, at, name, detail)
        SELECT o.vehicle_id, o.run_id, o.event_at, o.event_name, o.event_detail
        FROM o
        WHERE o.event_at IS NOT NULL
    )
    SELECT count(*) INTO written FROM o;
    IF written <> jsonb_array_length(steps) THEN
        RAISE EXCEPTION 'Of % operations the ledger knows %.', jsonb_array_length(steps), written USING ERRCODE = 'IZ002';
    END IF;
END $$;

-- The whole transaction of such a batch. What is refused as double is found by going row by row.
CREATE FUNCTION commit_claimed(my_fence bigint, steps jsonb) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    PERFORM hold(my_fence);
    BEGIN
        PERFORM write_claimed(my_fence, steps);
    EXCEPTION WHEN unique_violation THEN
        PERFORM write_steps(my_fence, steps);
    END;
    RETURN advance_serial();
END $$;

-- As in 002, but planned once for a connection: what is written in SQL is planned anew for each call.
CREATE OR REPLACE FUNCTION advance_serial() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    advanced bigint;
BEGIN
    UPDATE meta SET serial = serial + 1 RETURNING serial INTO advanced;
    RETURN advanced;
END $$;

-- As in 002, but of an operation's vehicle, whatever its key is: while a VIN is not acknowledged, the vehicle has its old one.
CREATE OR REPLACE FUNCTION write_event(s step) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    car_id bigint;
BEGIN
    SELECT vehicle_id INTO car_id FROM operation WHERE uuid = s.op_uuid;
    IF NOT FOUND THEN
        SELECT id INTO car_id FROM vehicle WHERE key = s.event_key;
        IF NOT FOUND THEN
            RAISE EXCEPTION '''%'' can''t be noted: the ledger has never heard of %.', s.event_name, s.event_key USING ERRCODE = 'IZ002';
        END IF;
    END IF;
    INSERT INTO event (vehicle_id, run_id, at, name, detail) VALUES (car_id, run_of(s.event_run), s.event_at, s.event_name, s.event_detail);
END $$;
