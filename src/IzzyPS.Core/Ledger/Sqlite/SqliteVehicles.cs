using IzzyPS.Ledger.Listings;
using IzzyPS.Storage.Sqlite;
using IzzyPS.Vehicles;

namespace IzzyPS.Ledger.Sqlite;

/// <summary>The rows of <c>vehicle</c>, <c>feed</c> and <c>payload</c>, to be written within a transaction.</summary>
internal sealed class SqliteVehicles
{
    private readonly SqliteDatabase _database;
    private readonly Dictionary<string, long> _feedIds = new(StringComparer.Ordinal);
    private readonly SqliteStatement _find;
    private readonly SqliteStatement _isStill;
    private readonly SqliteStatement _get;
    private readonly SqliteStatement _insert;
    private readonly SqliteStatement _update;
    private readonly SqliteStatement _insertPayload;
    private readonly SqliteStatement _findFeed;
    private readonly SqliteStatement _insertFeed;

    internal SqliteVehicles(SqliteDatabase database)
    {
        _database = database;
        _find = database.Prepare("SELECT id, state, payload_id, payload_hash FROM vehicle WHERE key = ?");
        _isStill = database.Prepare("SELECT 1 FROM vehicle WHERE id = ? AND state = ? AND remote_id IS ? AND payload_hash = ? AND closed_at IS ?");
        _get = database.Prepare(EntryReader.ByKey);
        _insert = database.Prepare("INSERT INTO vehicle (key, vin, feed_id, state) VALUES (?, ?, ?, 'Unlisted')");
        _update = database.Prepare("""
            UPDATE vehicle SET state = ?, payload_hash = ?, payload_id = ?, feed_id = ?, is_unconfirmed = ?,
                price_set_by = ?, configuration_number = ?, remote_id = ?, make = ?, model = ?, list_price = ?, sales_price = ?,
                feed_list_price = ?, feed_sales_price = ?, first_listed_at = ?, last_sent_at = ?, closed_at = ?, closed_by = ?,
                close_reason = ?, is_released = ?
            WHERE id = ?
            """);
        _insertPayload = database.Prepare("INSERT INTO payload (hash, json) VALUES (?, ?)");
        _findFeed = database.Prepare("SELECT id FROM feed WHERE name = ?");
        _insertFeed = database.Prepare("INSERT INTO feed (name) VALUES (?)");
    }

    internal LedgerEntry? Get(VehicleKey key) => _get.Bind(key.Value).ReadEntry();

    /// <summary>The vehicle that has, or had, a car id.</summary>
    internal VehicleKey? OwnerOf(string remoteId)
    {
        using var owner = _database.Once("SELECT key FROM vehicle WHERE remote_id = ?");
        return owner.Bind(remoteId).Step() ? new VehicleKey(owner.Text(0)!) : null;
    }

    internal void Forget() => _feedIds.Clear();

    internal long FeedId(string feed)
    {
        if (_feedIds.TryGetValue(feed, out var id))
            return id;
        if (_findFeed.Bind(feed).RunForNumber() is { } found)
            return _feedIds[feed] = found;
        _insertFeed.Bind(feed).Run();
        return _feedIds[feed] = _database.LastId();
    }

    internal long AddPayload(CarPayload payload)
    {
        _insertPayload.Bind(payload.Hash).BindText(payload.Utf8.Span).Run();
        return _database.LastId();
    }

    internal Row? Find(VehicleKey key)
    {
        try
        {
            if (!_find.Bind(key.Value).Step())
                return null;
            return new Row(
                _find.Int64(0),
                EntryReader.IsUnlisted(_find.Bytes(1)),
                _find.IsNull(2) ? null : _find.Int64(2),
                _find.IsNull(3) ? default : _find.UInt128(3));
        }
        finally
        {
            _find.Reset();
        }
    }

    /// <summary>The vehicle's row, made where the ledger has never heard of it.</summary>
    internal Row FindOrAdd(VehicleKey key, string feed)
    {
        if (Find(key) is { } found)
            return found;
        _insert.Bind(key.Value).Bind(key.Vin).Bind(FeedId(feed)).Run();
        return new Row(_database.LastId(), IsUnlisted: true, PayloadId: null, PayloadHash: default);
    }

    /// <summary>Whether a row is what was found before; null stands for a vehicle that was never listed.</summary>
    internal bool IsStill(Row row, LedgerEntry? found) => found is null
        ? row.IsUnlisted
        : _isStill.Bind(row.Id).Bind(found.State).Bind(found.RemoteId).Bind(found.Payload.Hash).Bind(found.Closed).RunForNumber() is not null;

    /// <summary>Writes an entry as it is from now on.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="replacesKey">The key that it had, where its VIN has arrived.</param>
    /// <param name="findPayload">Finds the row of a payload that was written down before it was sent.</param>
    /// <returns>The row's id.</returns>
    internal long Save(LedgerEntry entry, VehicleKey? replacesKey, Func<CarPayload, long?> findPayload)
    {
        var row = replacesKey is { } old && Find(old) is { } carried ? CarryOver(carried, entry.Key) : FindOrAdd(entry.Key, entry.Feed);
        var payload = row.PayloadId is { } same && row.PayloadHash == entry.Payload.Hash
            ? same
            : findPayload(entry.Payload) ?? AddPayload(entry.Payload);
        _update.Bind(entry.State).Bind(entry.Payload.Hash).Bind(payload).Bind(FeedId(entry.Feed))
            .Bind(entry.IsUnconfirmed).Bind(entry.PriceSetBy).Bind(entry.ConfigurationNumber).Bind(entry.RemoteId)
            .Bind(entry.Make).Bind(entry.Model).Bind(entry.ListPrice).Bind(entry.SalesPrice)
            .Bind(entry.FeedPrices?.List).Bind(entry.FeedPrices?.Sales).Bind(entry.FirstListed).Bind(entry.LastSent)
            .Bind(entry.Closed).Bind(entry.ClosedBy).Bind(entry.CloseReason).Bind(entry.IsReleased).Bind(row.Id).Run();
        return row.Id;
    }

    /// <summary>
    /// Gives a car the key that its VIN gives it. A row that was only heard of under that key first hands its history over;
    /// a listed one stays, and the unique key refuses the change.
    /// </summary>
    private Row CarryOver(Row carried, VehicleKey key)
    {
        if (Find(key) is { IsUnlisted: true } heardOf && heardOf.Id != carried.Id)
        {
            foreach (var table in (string[])["operation", "event", "price", "image"])
            {
                using var move = _database.Once($"UPDATE {table} SET vehicle_id = ? WHERE vehicle_id = ?");
                move.Bind(carried.Id).Bind(heardOf.Id).Run();
            }

            using var delete = _database.Once("DELETE FROM vehicle WHERE id = ?");
            delete.Bind(heardOf.Id).Run();
        }

        using var rename = _database.Once("UPDATE vehicle SET key = ?, vin = ? WHERE id = ?");
        rename.Bind(key.Value).Bind(key.Vin).Bind(carried.Id).Run();
        return carried;
    }

    /// <summary>What writing needs to know of a row of <c>vehicle</c>.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="IsUnlisted">Whether the vehicle was never listed: only operations know of it.</param>
    /// <param name="PayloadId">The car as last acknowledged.</param>
    /// <param name="PayloadHash">The hash of it.</param>
    internal readonly record struct Row(long Id, bool IsUnlisted, long? PayloadId, UInt128 PayloadHash);
}
