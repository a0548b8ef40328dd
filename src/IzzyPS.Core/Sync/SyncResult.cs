namespace IzzyPS;

/// <summary>How a change ended.</summary>
public enum SyncOutcome
{
    /// <summary>The server acknowledged the change.</summary>
    Succeeded = 1,

    /// <summary>Nothing was to be done, or the change had been made before.</summary>
    Unchanged,

    /// <summary>The server refused the change.</summary>
    Rejected,

    /// <summary>An update or a close was not confirmed. The next plan sends it again.</summary>
    Failed,

    /// <summary>A create was sent, and nobody knows its outcome. The vehicle is frozen until an operator resolves the create.</summary>
    InDoubt,

    /// <summary>The vehicle was changed since the change was planned, so nothing was sent. Compare again.</summary>
    Stale,

    /// <summary>
    /// The change was held back. Either nothing was sent, because too many listings would be closed or the plan may not close any more. Or
    /// Izzylease said that the listing is gone and is not believed: the vehicle is unconfirmed, and the next plan sends it again.
    /// </summary>
    HeldBack,

    /// <summary>The change is blocked: by its plan, or by what happened to the vehicle since. Nothing was sent.</summary>
    Blocked,

    /// <summary>The change did nothing on the server: the run ended before it was sent, or the server could not be reached.</summary>
    NotSent,

    /// <summary>The listing of an update was gone on Izzylease. The car is listed anew, under another id.</summary>
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

    /// <summary>The action of the change.</summary>
    public ChangeAction Action => Change.Action;

    /// <summary>How the change ended.</summary>
    public required SyncOutcome Outcome { get; init; }

    /// <summary>The car's id on Izzylease, where it is known.</summary>
    public string? RemoteId { get; init; }

    /// <summary>The number of requests that were begun.</summary>
    public int Attempts { get; init; }

    /// <summary>The time from the first request to the answer, waits included.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Why the change did not succeed, and what can be done about it; null where it succeeded.</summary>
    public string? Error { get; init; }

    /// <summary>The HTTP status of the last answer, or null where none was read.</summary>
    public int? Status { get; init; }

    /// <summary>The id of the run.</summary>
    public required Guid RunId { get; init; }

    /// <summary>The path of the file that asked for the change, or null.</summary>
    public string? File => Change.File;

    /// <summary>The physical line in <see cref="File"/>; 0 where no line asked for the change.</summary>
    public int Line => Change.Line;

    /// <summary>The change.</summary>
    internal VehicleChange Change { get; }

    /// <summary>The action, the key and the outcome.</summary>
    public override string ToString() => $"{Action} {Change.Key}: {Outcome}";
}
