using IzzyPS.Ledger;

namespace IzzyPS;

/// <summary>One thing that happened to a vehicle.</summary>
public sealed record VehicleEvent
{
    private VehicleEvent()
    {
    }

    /// <summary>The VIN, or <c>#</c> and the configuration number.</summary>
    public required string Vehicle { get; init; }

    /// <summary>The time of the event.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What happened.</summary>
    public required VehicleEventKind Event { get; init; }

    /// <summary>The reason for the event, or the error.</summary>
    public string? Reason { get; init; }

    /// <summary>The sales price in PLN before the event; null where no price changed or none is known.</summary>
    public decimal? OldSalesPrice { get; init; }

    /// <summary>The sales price in PLN from the event on; null where no price changed.</summary>
    public decimal? SalesPrice { get; init; }

    /// <summary>The catalogue price in PLN before the event; null where no price changed or none is known.</summary>
    public decimal? OldListPrice { get; init; }

    /// <summary>The catalogue price in PLN from the event on; null where no price changed.</summary>
    public decimal? ListPrice { get; init; }

    /// <summary>The id of the run that the event belongs to.</summary>
    public required Guid RunId { get; init; }

    /// <summary>The stock files of the run.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>The command that started the run.</summary>
    public required string Command { get; init; }

    /// <summary>The user who started the run.</summary>
    public required string User { get; init; }

    /// <summary>The machine that the run was started on.</summary>
    public required string Host { get; init; }

    /// <summary>Returns the time, the vehicle and the event.</summary>
    public override string ToString() => FormattableString.Invariant($"{At.UtcDateTime:u} {Vehicle} {Event}");

    /// <summary>Reads the history of a vehicle, oldest event first.</summary>
    internal static IEnumerable<VehicleEvent> Read(ILedger ledger, VehicleKey key)
    {
        Prices? before = null;
        foreach (var (happened, prices, command, user, host, files) in ledger.ReadHistory(key))
        {
            yield return new VehicleEvent
            {
                Vehicle = key.Value,
                At = happened.At,
                Event = happened.Kind,
                Reason = happened.Detail,
                OldSalesPrice = prices is null ? null : before?.Sales,
                SalesPrice = prices?.Sales,
                OldListPrice = prices is null ? null : before?.List,
                ListPrice = prices?.List,
                RunId = happened.RunId,
                Files = files,
                Command = command,
                User = user,
                Host = host,
            };
            before = prices ?? before;
        }
    }
}
