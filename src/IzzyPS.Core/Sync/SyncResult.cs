using IzzyPS.Planning.Guards;

namespace IzzyPS;

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

    /// <summary>Why the change was blocked or held back: by its plan, or when it was carried out. None where neither is so.</summary>
    public BlockReason BlockReason
    {
        get => field == BlockReason.None ? Change.BlockReason : field;
        internal init;
    }

    /// <summary>The parameter with which an operator allows a change that was held back, such as <c>-AllowClose 12</c>; null where none allows it.</summary>
    public string? AllowedBy => Permission?.Parameter;

    /// <summary>The change.</summary>
    internal VehicleChange Change { get; }

    /// <summary>The option that allows what is held back; null where no option does.</summary>
    internal Permission? Permission
    {
        get => field ?? Change.Permission;
        init;
    }

    /// <summary>The action, the key and the outcome.</summary>
    public override string ToString() => $"{Action} {Change.Key}: {Outcome}";
}
