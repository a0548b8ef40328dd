
namespace IzzyPS;

/// <summary>How a change ended.</summary>
public enum SyncOutcome
{
    /// <summary>Done and acknowledged by the server.</summary>
    Succeeded = 1,

    /// <summary>Nothing was to be done, or it had been done already.</summary>
    Unchanged,

    /// <summary>The server refused it.</summary>
    Rejected,

    /// <summary>An update or close was not confirmed; the next plan sends it again.</summary>
    Failed,

    /// <summary>A create was sent and nobody knows its outcome: frozen until an operator resolves it.</summary>
    InDoubt,

    /// <summary>Something changed since it was planned; nothing was sent. Compare again.</summary>
    Stale,

    /// <summary>
    /// Too many closes, or a plan that may not close any more, and nothing was sent; or Izzylease said that the listing is gone, which is
    /// not believed: it is unconfirmed, and the next plan sends it again.
    /// </summary>
    HeldBack,

    /// <summary>The plan itself says that it must not be done.</summary>
    Blocked,

    /// <summary>Not sent: the run ended before, or the server could not be reached.</summary>
    NotSent,

    /// <summary>An update whose listing is gone on Izzylease: listed anew, under another id.</summary>
    Recreated,
}

/// <summary>How one vehicle's change ended.</summary>
public sealed record SyncResult
{
    internal SyncResult(VehicleChange change) => Change = change;

    /// <summary>The vehicle identification number, or null for a car not yet built.</summary>
    public string? Vin => Change.Vin;

    /// <summary>The partner's number of the configuration.</summary>
    public string? ConfigurationNumber => Change.ConfigurationNumber;

    /// <summary>The make.</summary>
    public string? Make => Change.Make;

    /// <summary>The model.</summary>
    public string? Model => Change.Model;

    /// <summary>What was to be done.</summary>
    public ChangeAction Action => Change.Action;

    /// <summary>How it ended.</summary>
    public required SyncOutcome Outcome { get; init; }

    /// <summary>The car's id on Izzylease, where it is known.</summary>
    public string? RemoteId { get; init; }

    /// <summary>The requests that were begun.</summary>
    public int Attempts { get; init; }

    /// <summary>From the first request to the answer, waiting included.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>What went wrong or held it back, and what can be done about it; null where it succeeded.</summary>
    public string? Error { get; init; }

    /// <summary>The HTTP status of the last answer, or null where none was read.</summary>
    public int? Status { get; init; }

    /// <summary>The run.</summary>
    public required Guid RunId { get; init; }

    /// <summary>The path of the file that asked for it, or null.</summary>
    public string? File => Change.File;

    /// <summary>The physical line in <see cref="File"/>; 0 where no line asked for it.</summary>
    public int Line => Change.Line;

    /// <summary>The change.</summary>
    internal VehicleChange Change { get; }

    /// <summary>The action, the key and the outcome.</summary>
    public override string ToString() => $"{Action} {Change.Key}: {Outcome}";
}
