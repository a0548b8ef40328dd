-- The journal's steps, so that a whole batch of them is one command, one round trip and one commit.
-- Errors of ours: IZ001, the lease is lost; IZ002, a run or a vehicle is named that the ledger does not know.

-- What goes into the journal at once: an operation's new state, what its vehicle is from now on, a line of history; each or none.
CREATE TYPE step AS (
    op_uuid uuid, op_run uuid, op_key text, op_vin text, op_feed text, op_kind text, op_state text, op_hash text, op_json text,
    op_attempts integer, op_planned_at text, op_sent_at text, op_ended_at text, op_status integer, op_error text, op_remote_id text,
    replaces_key text, found_state text, found_remote_id text, found_hash text,
    car_key text, car_vin text, car_state text, car_hash text, car_json text, car_feed text, car_is_unconfirmed integer,
    car_price_set_by text, car_number text, car_remote_id text, car_make text, car_model text, car_list_price text,
    car_sales_price text, car_feed_list_price text, car_feed_sales_price text, car_first_listed_at text, car_last_sent_at text,
    car_closed_at text, car_closed_by text, car_close_reason text, car_is_released integer, price_run uuid, price_at text,
    event_key text, event_run uuid, event_at text, event_name text, event_detail text
);

-- First in each writing transaction. FOR KEY SHARE lets the renewal pass, and keeps off who would end the runner.
CREATE FUNCTION hold(my_fence bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM runner
    WHERE fence = my_fence AND ended_at IS NULL AND expires_at > clock_timestamp()
    FOR KEY SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the lease is lost' USING ERRCODE = 'IZ001';
    END IF;
END $$;

-- Last in each writing transaction, so that runners wait for each other no longer than a commit takes.
CREATE FUNCTION advance_serial() RETURNS bigint LANGUAGE sql AS
    'UPDATE meta SET serial = serial + 1 RETURNING serial';

CREATE FUNCTION feed_of(feed_name text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    found_id bigint;
BEGIN
    LOOP
        SELECT id INTO found_id FROM feed WHERE name = feed_name;
        IF FOUND THEN
            RETURN found_id;
        END IF;
        INSERT INTO feed (name) VALUES (feed_name) ON CONFLICT (name) DO NOTHING RETURNING id INTO found_id;
        IF FOUND THEN
            RETURN found_id;
        END IF;
    END LOOP;
END $$;

CREATE FUNCTION run_of(run_uuid uuid) RETURNS bigint LANGUAGE plpgsql STABLE AS $$
DECLARE
    found_id bigint;
BEGIN
    SELECT id INTO found_id FROM run WHERE uuid = run_uuid;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Run % has not begun.', run_uuid USING ERRCODE = 'IZ002';
    END IF;
    RETURN found_id;
END $$;

-- The vehicle's row, made where the ledger has never heard of it.
CREATE FUNCTION vehicle_of(vehicle_key text, vehicle_vin text, feed_name text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    found_id bigint;
BEGIN
    SELECT id INTO found_id FROM vehicle WHERE key = vehicle_key;
    IF NOT FOUND THEN
        INSERT INTO vehicle (key, vin, feed_id, state) VALUES (vehicle_key, vehicle_vin, feed_of(feed_name), 'Unlisted')
        RETURNING id INTO found_id;
    END IF;
    RETURN found_id;
END $$;

-- Gives a car the key that its VIN gives it. A row that was only heard of under that key first hands its history over;
-- a listed one stays, and the unique key refuses the change.
CREATE FUNCTION carry_over(old_id bigint, new_key text, new_vin text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    heard_of bigint;
BEGIN
    SELECT id INTO heard_of FROM vehicle WHERE key = new_key AND state = 'Unlisted' AND id <> old_id;
    IF FOUND THEN
        UPDATE operation SET vehicle_id = old_id WHERE vehicle_id = heard_of;
        UPDATE event SET vehicle_id = old_id WHERE vehicle_id = heard_of;
        UPDATE price SET vehicle_id = old_id WHERE vehicle_id = heard_of;
        UPDATE image SET vehicle_id = old_id WHERE vehicle_id = heard_of;
        DELETE FROM vehicle WHERE id = heard_of;
    END IF;
    UPDATE vehicle SET key = new_key, vin = new_vin WHERE id = old_id;
END $$;

CREATE FUNCTION write_operation(s step, op_fence bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    car vehicle%ROWTYPE;
    car_id bigint;
    json_id bigint;
    sent_hash CONSTANT bytea := decode(s.op_hash, 'hex');
BEGIN
    -- What was never sent is most probably new: to look for it first would be in vain.
    IF s.op_state <> 'Planned' OR s.op_sent_at IS NOT NULL THEN
        UPDATE operation SET state = s.op_state, fence = op_fence, attempts = s.op_attempts, sent_at = s.op_sent_at,
            ended_at = s.op_ended_at, status = s.op_status, error = s.op_error, remote_id = s.op_remote_id
        WHERE uuid = s.op_uuid;
        IF FOUND THEN
            RETURN;
        END IF;
    END IF;

    SELECT id INTO car_id FROM vehicle WHERE key = s.replaces_key;
    IF NOT FOUND THEN
        car_id := vehicle_of(s.op_key, s.op_vin, s.op_feed);
    END IF;
    SELECT * INTO car FROM vehicle WHERE id = car_id;
    IF s.found_state <> car.state OR (s.found_state <> 'Unlisted' AND (
        s.found_remote_id IS DISTINCT FROM car.remote_id OR decode(s.found_hash, 'hex') IS DISTINCT FROM car.payload_hash)) THEN
        RAISE EXCEPTION 'The vehicle is not any more what was found.' USING ERRCODE = 'unique_violation', CONSTRAINT = 'vehicle_found';
    END IF;
    IF car.payload_hash = sent_hash THEN
        json_id := car.payload_id;
    ELSE
        INSERT INTO payload (hash, json) VALUES (sent_hash, s.op_json) RETURNING id INTO json_id;
    END IF;
    INSERT INTO operation (uuid, run_id, vehicle_id, feed_id, kind, state, payload_id, fence, attempts, planned_at, sent_at,
        ended_at, status, error, remote_id)
    VALUES (s.op_uuid, run_of(s.op_run), car_id, feed_of(s.op_feed), s.op_kind, s.op_state, json_id, op_fence, s.op_attempts, s.op_planned_at,
        s.op_sent_at, s.op_ended_at, s.op_status, s.op_error, s.op_remote_id)
    ON CONFLICT (uuid) DO UPDATE SET state = excluded.state, fence = excluded.fence, attempts = excluded.attempts,
        sent_at = excluded.sent_at, ended_at = excluded.ended_at, status = excluded.status, error = excluded.error,
        remote_id = excluded.remote_id;
END $$;

-- A vehicle as it is from now on; with a time, its prices go into the history.
CREATE FUNCTION write_entry(s step) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    car vehicle%ROWTYPE;
    car_id bigint;
    json_id bigint;
    acked_hash CONSTANT bytea := decode(s.car_hash, 'hex');
BEGIN
    SELECT id INTO car_id FROM vehicle WHERE key = s.replaces_key;
    IF FOUND THEN
        PERFORM carry_over(car_id, s.car_key, s.car_vin);
    ELSE
        car_id := vehicle_of(s.car_key, s.car_vin, s.car_feed);
    END IF;

    SELECT * INTO car FROM vehicle WHERE id = car_id;
    json_id := car.payload_id;
    IF car.payload_hash IS DISTINCT FROM acked_hash THEN
        -- Most probably it was written down before it was sent.
        SELECT o.payload_id INTO json_id FROM operation o JOIN payload p ON p.id = o.payload_id
        WHERE o.uuid = s.op_uuid AND p.hash = acked_hash;
        IF NOT FOUND THEN
            INSERT INTO payload (hash, json) VALUES (acked_hash, s.car_json) RETURNING id INTO json_id;
        END IF;
    END IF;

    UPDATE vehicle SET state = s.car_state, payload_hash = acked_hash, payload_id = json_id, feed_id = feed_of(s.car_feed),
        is_unconfirmed = s.car_is_unconfirmed, price_set_by = s.car_price_set_by, configuration_number = s.car_number,
        remote_id = s.car_remote_id, make = s.car_make, model = s.car_model, list_price = s.car_list_price, sales_price = s.car_sales_price,
        feed_list_price = s.car_feed_list_price, feed_sales_price = s.car_feed_sales_price, first_listed_at = s.car_first_listed_at,
        last_sent_at = s.car_last_sent_at, closed_at = s.car_closed_at, closed_by = s.car_closed_by, close_reason = s.car_close_reason,
        is_released = s.car_is_released
    WHERE id = car_id;
    IF s.price_at IS NOT NULL THEN
        INSERT INTO price (vehicle_id, run_id, at, list, sales, set_by)
        VALUES (car_id, CASE WHEN s.price_run IS NOT NULL THEN run_of(s.price_run) END, s.price_at, s.car_list_price, s.car_sales_price,
            s.car_price_set_by);
    END IF;
END $$;

-- A car that was never listed can have a history too: its create was rejected.
CREATE FUNCTION write_event(s step) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    car_id bigint;
BEGIN
    SELECT id INTO car_id FROM vehicle WHERE key = s.event_key;
    IF NOT FOUND THEN
        RAISE EXCEPTION '''%'' can''t be noted: the ledger has never heard of %.', s.event_name, s.event_key USING ERRCODE = 'IZ002';
    END IF;
    INSERT INTO event (vehicle_id, run_id, at, name, detail) VALUES (car_id, run_of(s.event_run), s.event_at, s.event_name, s.event_detail);
END $$;

-- Writes steps in their order. What is refused as double is said with its place, counted from 0.
CREATE FUNCTION write_steps(my_fence bigint, steps jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    s step;
    place integer := 0;
    refused_by text;
BEGIN
    FOR s IN SELECT * FROM jsonb_populate_recordset(NULL::step, steps) LOOP
        IF s.op_uuid IS NOT NULL THEN
            PERFORM write_operation(s, my_fence);
        END IF;
        IF s.car_key IS NOT NULL THEN
            PERFORM write_entry(s);
        END IF;
        IF s.event_key IS NOT NULL THEN
            PERFORM write_event(s);
        END IF;
        place := place + 1;
    END LOOP;
EXCEPTION WHEN unique_violation THEN
    GET STACKED DIAGNOSTICS refused_by = CONSTRAINT_NAME;
    RAISE EXCEPTION '%', SQLERRM USING ERRCODE = 'unique_violation', CONSTRAINT = refused_by, HINT = place::text;
END $$;

-- The whole transaction of a batch.
CREATE FUNCTION commit_steps(my_fence bigint, steps jsonb) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
    PERFORM hold(my_fence);
    PERFORM write_steps(my_fence, steps);
    RETURN advance_serial();
END $$;
