using IzzyPS.Ledger;
using Xunit;

namespace IzzyPS.Tests.Ledger;

/// <summary>The VINs that completion offers.</summary>
public abstract class VinLookupTests(LedgerKind kind) : LedgerTests(kind)
{
    [Fact]
    public async Task Vins_are_found_by_their_start_in_any_case_and_no_more_than_asked_for()
    {
        using var ledger = Home.Open();
        await using var writer = await LedgerHome.BeginRunAsync(ledger);
        var closed = LedgerHome.CreateEntry(new VehicleKey(LedgerHome.CreateVin(2)), ListingState.Closed);
        writer.Write([new LedgerWrite(null, LedgerHome.CreateEntry(new VehicleKey(LedgerHome.CreateVin(1)))), new LedgerWrite(null, closed)]);
        var sent = LedgerHome.CreateOperation(new VehicleKey(LedgerHome.CreateVin(3)));
        writer.Write([new LedgerWrite(sent)]);
        Assert.DoesNotContain(ledger.FindVins(string.Empty, 10), line => line.Vin == LedgerHome.CreateVin(3)); // Planned only.
        writer.Write([new LedgerWrite(sent with { State = OperationState.Sending, SentAt = LedgerHome.Now, Attempts = 1 })]);

        var found = ledger.FindVins(LedgerHome.CreateVin(1)[..10].ToLowerInvariant(), 10);

        Assert.Equal([LedgerHome.CreateVin(1), LedgerHome.CreateVin(2), LedgerHome.CreateVin(3)], found.Select(line => line.Vin));
        Assert.Equal([ListingState.Active, ListingState.Closed, ListingState.InDoubt], found.Select(line => line.State));
        Assert.Equal([LedgerHome.CreateVin(1), LedgerHome.CreateVin(2)], ledger.FindVins(string.Empty, 2).Select(line => line.Vin));
        Assert.Empty(ledger.FindVins("X", 10));
    }
}

public sealed class SqliteVinLookupTests() : VinLookupTests(LedgerKind.Sqlite);

public sealed class PostgresVinLookupTests() : VinLookupTests(LedgerKind.Postgres);
