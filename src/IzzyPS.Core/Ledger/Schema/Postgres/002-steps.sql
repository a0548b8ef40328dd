-- The journal's steps, so that a whole batch of them is one round trip: its commands go out together and commit together.
-- Errors of ours: IZ001, the lease is lost; IZ002, a run or a vehicle is named that the ledger does not know.

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

CREATE FUNCTION write_operation(
    op_uuid uuid, op_run uuid, op_key text, op_vin text, op_feed text, op_kind text, op_state text, op_hash bytea, op_json text,
    op_fence bigint, op_attempts integer, op_planned_at text, op_sent_at text, op_ended_at text, op_status integer, op_error text,
    op_remote_id text, replaces_key text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    car vehicle%ROWTYPE;
    car_id bigint;
    json_id bigint;
BEGIN
    -- What was never sent is most probably new: to look for it first would be in vain.
    IF op_state <> 'Planned' OR op_sent_at IS NOT NULL THEN
        UPDATE operation SET state = op_state, fence = op_fence, attempts = op_attempts, sent_at = op_sent_at,
            ended_at = op_ended_at, status = op_status, error = op_error, remote_id = op_remote_id
        WHERE uuid = op_uuid;
        IF FOUND THEN
            RETURN;
        END IF;
    END IF;

    SELECT id INTO car_id FROM vehicle WHERE key = replaces_key;
    IF NOT FOUND THEN
        car_id := vehicle_of(op_key, op_vin, op_feed);
    END IF;
    SELECT * INTO car FROM vehicle WHERE id = car_id;
    IF car.payload_hash = op_hash THEN
        json_id := car.payload_id;
    ELSE
        INSERT INTO payload (hash, json) VALUES (op_hash, op_json) RETURNING id INTO json_id;
    END IF;
    INSERT INTO operation (uuid, run_id, vehicle_id, feed_id, kind, state, payload_id, fence, attempts, planned_at, sent_at,
        ended_at, status, error, remote_id)
    VALUES (op_uuid, run_of(op_run), car_id, feed_of(op_feed), op_kind, op_state, json_id, op_fence, op_attempts, op_planned_at,
        op_sent_at, op_ended_at, op_status, op_error, op_remote_id)
    ON CONFLICT (uuid) DO UPDATE SET state = excluded.state, fence = excluded.fence, attempts = excluded.attempts,
        sent_at = excluded.sent_at, ended_at = excluded.ended_at, status = excluded.status, error = excluded.error,
        remote_id = excluded.remote_id;
END $$;

-- A vehicle as it is from now on; with a time, its prices go into the history.
CREATE FUNCTION write_entry(
    car_key text, car_vin text, replaces_key text, car_state text, car_hash bytea, car_json text, car_feed text,
    car_is_unconfirmed integer, car_price_set_by text, car_number text, car_remote_id text, car_make text, car_model text,
    car_list_price text, car_sales_price text, car_feed_list_price text, car_feed_sales_price text, car_first_listed_at text,
    car_last_sent_at text, car_closed_at text, car_closed_by text, car_close_reason text, car_is_released integer,
    op_uuid uuid, price_run uuid, price_at text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    car vehicle%ROWTYPE;
    car_id bigint;
    json_id bigint;
BEGIN
    SELECT id INTO car_id FROM vehicle WHERE key = replaces_key;
    IF FOUND THEN
        PERFORM carry_over(car_id, car_key, car_vin);
    ELSE
        car_id := vehicle_of(car_key, car_vin, car_feed);
    END IF;

    SELECT * INTO car FROM vehicle WHERE id = car_id;
    json_id := car.payload_id;
    IF car.payload_hash IS DISTINCT FROM car_hash THEN
        -- Most probably it was written down before it was sent.
        SELECT o.payload_id INTO json_id FROM operation o JOIN payload p ON p.id = o.payload_id
        WHERE o.uuid = op_uuid AND p.hash = car_hash;
        IF NOT FOUND THEN
            INSERT INTO payload (hash, json) VALUES (car_hash, car_json) RETURNING id INTO json_id;
        END IF;
    END IF;

    UPDATE vehicle SET state = car_state, payload_hash = car_hash, payload_id = json_id, feed_id = feed_of(car_feed),
        is_unconfirmed = car_is_unconfirmed, price_set_by = car_price_set_by, configuration_number = car_number,
        remote_id = car_remote_id, make = car_make, model = car_model, list_price = car_list_price, sales_price = car_sales_price,
        feed_list_price = car_feed_list_price, feed_sales_price = car_feed_sales_price, first_listed_at = car_first_listed_at,
        last_sent_at = car_last_sent_at, closed_at = car_closed_at, closed_by = car_closed_by, close_reason = car_close_reason,
        is_released = car_is_released
    WHERE id = car_id;
    IF price_at IS NOT NULL THEN
        INSERT INTO price (vehicle_id, run_id, at, list, sales, set_by)
        VALUES (car_id, CASE WHEN price_run IS NOT NULL THEN run_of(price_run) END, price_at, car_list_price, car_sales_price,
            car_price_set_by);
    END IF;
END $$;

-- A car that was never listed can have a history too: its create was rejected.
CREATE FUNCTION write_event(car_key text, event_run uuid, event_at text, event_name text, event_detail text)
    RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    car_id bigint;
BEGIN
    SELECT id INTO car_id FROM vehicle WHERE key = car_key;
    IF NOT FOUND THEN
        RAISE EXCEPTION '''%'' can''t be noted: the ledger has never heard of %.', event_name, car_key USING ERRCODE = 'IZ002';
    END IF;
    INSERT INTO event (vehicle_id, run_id, at, name, detail) VALUES (car_id, run_of(event_run), event_at, event_name, event_detail);
END $$;
