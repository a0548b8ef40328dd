using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using IzzyPS.Operations;
using IzzyPS.Storage.Postgres;
using IzzyPS.Vehicles;

namespace IzzyPS.Ledger.Postgres;

/// <summary>
/// The journal's steps as the schema's functions take them (type <c>step</c>): one JSON array, so that a batch is one command.
/// A batch of Npgsql's own would need threads of the pool to be written, which may be busy waiting for it.
/// </summary>
internal static class PostgresJournal
{
    private const int UsualSize = 2048;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The steps of writes.</summary>
    /// <param name="writes">The writes.</param>
    /// <param name="now">When that happens which has no time of its own.</param>
    /// <param name="isThere">Whether an operation is there for sure: of those only what changes is said.</param>
    internal static ReadOnlyMemory<byte> StepsOf(IReadOnlyList<LedgerWrite> writes, DateTimeOffset now, Func<Guid, bool>? isThere = null)
    {
        var buffer = new ArrayBufferWriter<byte>(writes.Count * UsualSize + 2);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartArray();
            foreach (var write in writes)
            {
                json.WriteStartObject();
                Write(json, write, now, write.Operation is { } operation && isThere?.Invoke(operation.Id) == true);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>
    /// Whether every write is of an operation that is there, of its vehicle, its run and its payload: most of what a run writes
    /// (<c>commit_claimed</c>).
    /// </summary>
    internal static bool ArePlain(IReadOnlyList<LedgerWrite> writes, Func<Guid, bool> isThere) => writes.All(write =>
        write is { Operation: { } operation, ReplacesKey: null, Found: null }
        && isThere(operation.Id)
        && (write.Entry is not { } entry || (entry.Key == operation.Key && entry.Feed == operation.Feed && entry.Payload.Equals(operation.Payload)))
        && (write.Event is not { } happened || (happened.Key == operation.Key && happened.RunId == operation.RunId)));

    private static void Write(Utf8JsonWriter json, LedgerWrite write, DateTimeOffset now, bool isThere)
    {
        Write(json, "replaces_key", write.ReplacesKey?.Value);
        if (write.Found is { } found)
        {
            Write(json, "found_state", found.Entry?.State.ToString() ?? "Unlisted");
            Write(json, "found_remote_id", found.Entry?.RemoteId);
            if (found.Entry is { } before)
                Write(json, "found_hash", before.Payload);
        }

        if (write.Operation is { } operation)
        {
            WriteState(json, operation);
            if (!isThere)
                WriteContent(json, operation);
        }

        if (write.Entry is { } entry)
        {
            Write(json, entry);
            // Else it is the operation's, which is written first or there.
            if (write.Operation?.Payload.Equals(entry.Payload) != true)
                json.WriteString("car_json", entry.Payload.Utf8.Span);
            if (write.PriceChanged)
            {
                Write(json, "price_run", (write.Operation?.RunId ?? write.Event?.RunId)?.ToString());
                Write(json, "price_at", write.Event?.At ?? entry.LastSent ?? now);
            }
        }

        if (write.Event is not { } happened)
            return;
        Write(json, "event_key", happened.Key.Value);
        json.WriteString("event_run", happened.RunId);
        Write(json, "event_at", happened.At);
        Write(json, "event_name", happened.Name);
        Write(json, "event_detail", happened.Detail);
    }

    private static void WriteState(Utf8JsonWriter json, Operation operation)
    {
        json.WriteString("op_uuid", operation.Id);
        Write(json, "op_state", operation.State.ToString());
        json.WriteNumber("op_attempts", operation.Attempts);
        Write(json, "op_sent_at", operation.SentAt);
        Write(json, "op_ended_at", operation.EndedAt);
        if (operation.Status is { } status)
            json.WriteNumber("op_status", status);
        Write(json, "op_error", operation.Error);
        Write(json, "op_remote_id", operation.RemoteId);
    }

    private static void WriteContent(Utf8JsonWriter json, Operation operation)
    {
        json.WriteString("op_run", operation.RunId);
        Write(json, "op_key", operation.Key.Value);
        Write(json, "op_vin", operation.Key.Vin);
        Write(json, "op_feed", operation.Feed);
        Write(json, "op_kind", operation.Kind.ToString());
        Write(json, "op_hash", operation.Payload);
        json.WriteString("op_json", operation.Payload.Utf8.Span);
        Write(json, "op_planned_at", operation.PlannedAt);
    }

    private static void Write(Utf8JsonWriter json, LedgerEntry entry)
    {
        Write(json, "car_key", entry.Key.Value);
        Write(json, "car_vin", entry.Key.Vin);
        Write(json, "car_state", entry.State.ToString());
        Write(json, "car_hash", entry.Payload);
        Write(json, "car_feed", entry.Feed);
        json.WriteNumber("car_is_unconfirmed", entry.IsUnconfirmed ? 1 : 0);
        Write(json, "car_price_set_by", entry.PriceSetBy.ToString());
        Write(json, "car_number", entry.ConfigurationNumber);
        Write(json, "car_remote_id", entry.RemoteId);
        Write(json, "car_make", entry.Make);
        Write(json, "car_model", entry.Model);
        Write(json, "car_list_price", entry.ListPrice);
        Write(json, "car_sales_price", entry.SalesPrice);
        Write(json, "car_feed_list_price", entry.FeedPrices?.List);
        Write(json, "car_feed_sales_price", entry.FeedPrices?.Sales);
        Write(json, "car_first_listed_at", entry.FirstListed);
        Write(json, "car_last_sent_at", entry.LastSent);
        Write(json, "car_closed_at", entry.Closed);
        Write(json, "car_closed_by", entry.ClosedBy?.ToString());
        Write(json, "car_close_reason", entry.CloseReason?.ToString());
        json.WriteNumber("car_is_released", entry.IsReleased ? 1 : 0);
    }

    private static void Write(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }

    private static void Write(Utf8JsonWriter json, string name, decimal? value) => Write(json, name, value?.ToString(CultureInfo.InvariantCulture));

    private static void Write(Utf8JsonWriter json, string name, DateTimeOffset? value) => Write(json, name, PostgresRows.TextOf(value));

    private static void Write(Utf8JsonWriter json, string name, CarPayload payload) =>
        Write(json, name, payload.Hash.ToString("x32", CultureInfo.InvariantCulture));
}
