using IzzyPS.Ledger.Listings;
using IzzyPS.Operations;

namespace IzzyPS;

/// <summary>One operation of the journal: what was sent, or planned, for a vehicle, and how it ended.</summary>
public sealed record OperationInfo
{
    private readonly Operation _operation;
    private readonly Vehicle _car;

    internal OperationInfo(Operation operation)
    {
        _operation = operation;
        _car = operation.Payload.ToVehicle();
    }

    /// <summary>The operation's id; a create sent it as <c>Idempotency-Key</c>.</summary>
    public Guid Id => _operation.Id;

    /// <summary>The vehicle identification number, or null for a car not yet built.</summary>
    public string? Vin => _operation.Key.Vin;

    /// <summary>The partner's number of the configuration, as sent.</summary>
    public string? ConfigurationNumber => _car.ConfigurationNumber;

    /// <summary>The make, as sent.</summary>
    public string? Make => _car.Make;

    /// <summary>The model, as sent.</summary>
    public string? Model => _car.Model;

    /// <summary>The sales price in PLN, as sent.</summary>
    public decimal? SalesPrice => _car.SalesPrice;

    /// <summary>What the operation does: Create, Update or Close.</summary>
    public string Kind => _operation.Kind;

    /// <summary>The state. A create in Sending is in flight, or its run was killed. It counts as in doubt in both cases.</summary>
    public OperationState State => _operation.State;

    /// <summary>The vehicle's feed.</summary>
    public string Feed => _operation.Feed;

    /// <summary>The id of the run that the operation belongs to.</summary>
    public Guid RunId => _operation.RunId;

    /// <summary>When the operation was planned.</summary>
    public DateTimeOffset Planned => _operation.PlannedAt;

    /// <summary>When the operation was committed to be sent.</summary>
    public DateTimeOffset? Sent => _operation.SentAt;

    /// <summary>When the operation ended.</summary>
    public DateTimeOffset? Ended => _operation.EndedAt;

    /// <summary>The number of requests that were begun.</summary>
    public int Attempts => _operation.Attempts;

    /// <summary>The HTTP status of the last answer, or null where none was read.</summary>
    public int? Status => _operation.Status;

    /// <summary>The car's id on Izzylease, where it is known.</summary>
    public string? RemoteId => _operation.RemoteId;

    /// <summary>What went wrong; null where nothing went wrong.</summary>
    public string? Error => _operation.Error;

    /// <summary>Whether nobody knows the outcome.</summary>
    public bool IsInDoubt => _operation.IsInDoubt;

    /// <summary>What to look up on Izzylease and what to type next; null where the operation is not in doubt.</summary>
    public string? WhatToDo => IsInDoubt ? DoubtText.Create(_operation) : null;

    /// <summary>The vehicle's key in the ledger.</summary>
    internal VehicleKey Key => _operation.Key;

    /// <summary>The kind, the key and the state.</summary>
    public override string ToString() => $"{Kind} {Key}: {State}";
}
