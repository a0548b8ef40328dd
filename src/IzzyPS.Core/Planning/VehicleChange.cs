using IzzyPS.Planning;
using IzzyPS.Vehicles;

namespace IzzyPS;

/// <summary>What is to be done about a vehicle.</summary>
public enum ChangeAction
{
    /// <summary>List it for the first time.</summary>
    Create = 1,

    /// <summary>Send the whole car again: fields differ, its prices perhaps among them.</summary>
    Update,

    /// <summary>Send the car again with other prices and nothing else changed.</summary>
    Reprice,

    /// <summary>List it again after a close.</summary>
    Reactivate,

    /// <summary>Take it off.</summary>
    Close,

    /// <summary>Nothing.</summary>
    Unchanged,

    /// <summary>Something would be done, but must not: <see cref="VehicleChange.Reason"/> says why.</summary>
    Blocked,
}

/// <summary>Why a change is blocked.</summary>
public enum BlockReason
{
    /// <summary>It is not.</summary>
    None = 0,

    /// <summary>A create was sent whose outcome nobody knows: frozen until an operator resolves it.</summary>
    InDoubt,

    /// <summary>The listing belongs to another feed.</summary>
    OtherFeed,

    /// <summary>An operator closed it; it stays closed until a complete file lacks it, or it is reopened.</summary>
    ClosedByHand,

    /// <summary>It could only be matched by a configuration number that is not unique.</summary>
    Ambiguous,

    /// <summary>The input holds it twice with different content.</summary>
    Conflict,

    /// <summary>It can't be listed as it is now: changed in the pipeline into something that breaks the rules.</summary>
    Invalid,

    /// <summary>It is already listed, and only new ones were asked for.</summary>
    AlreadyListed,

    /// <summary>More would be closed than is allowed without asking.</summary>
    CloseLimit,

    /// <summary>The input can't prove that the vehicle is gone.</summary>
    CloseForbidden,

    /// <summary>Its price differs, and price changes were not asked for.</summary>
    PriceHeldBack,

    /// <summary>It was adopted by its id alone: how it was sent is unknown until a partner's file has been sent for it.</summary>
    Adopted,
}

/// <summary>One field that differs from what was last sent.</summary>
/// <param name="Name">The field's name on <see cref="Vehicle"/>.</param>
/// <param name="Before">The value last sent, or null.</param>
/// <param name="After">The value to send, or null.</param>
public sealed record FieldChange(string Name, object? Before, object? After)
{
    /// <summary><c>SalesPrice: 109900.00 → 98500.00</c>.</summary>
    public override string ToString() => $"{Name}: {Shown(Before)} → {Shown(After)}";

    private static string Shown(object? value) =>
        value is null ? "(none)" : Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!;
}

/// <summary>What is to be done about one vehicle, and why: a line of a plan. It may be filtered, kept and applied later;
/// it is checked again when it is applied.</summary>
public sealed record VehicleChange
{
    internal VehicleChange(VehicleKey key, PlanContext plan)
    {
        Key = key;
        Plan = plan;
    }

    /// <summary>What is to be done.</summary>
    public required ChangeAction Action { get; init; }

    /// <summary>The vehicle identification number, or null for a car not yet built.</summary>
    public string? Vin { get; init; }

    /// <summary>The partner's number of the configuration.</summary>
    public string? ConfigurationNumber { get; init; }

    /// <summary>The make.</summary>
    public string? Make { get; init; }

    /// <summary>The model.</summary>
    public string? Model { get; init; }

    /// <summary>Why, in one English sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>The fields that differ from what was last sent.</summary>
    public IReadOnlyList<FieldChange> Changes
    {
        get;
        init => field = EqualList<FieldChange>.From(value);
    }
    = EqualList<FieldChange>.Empty;

    /// <summary>The catalogue price last sent, in PLN.</summary>
    public decimal? OldListPrice { get; init; }

    /// <summary>The catalogue price to send, in PLN.</summary>
    public decimal? NewListPrice { get; init; }

    /// <summary>The sales price last sent, in PLN.</summary>
    public decimal? OldSalesPrice { get; init; }

    /// <summary>The sales price to send, in PLN.</summary>
    public decimal? NewSalesPrice { get; init; }

    /// <summary>
    /// How much the sales price changes, in PLN; where only the catalogue price does, how much that one; null where neither does.
    /// </summary>
    public decimal? PriceChange =>
        OldSalesPrice is null || NewSalesPrice is null ? null
        : NewSalesPrice != OldSalesPrice ? NewSalesPrice - OldSalesPrice
        : NewListPrice != OldListPrice ? NewListPrice - OldListPrice
        : null;

    /// <summary>Whether the sales price falls.</summary>
    public bool IsPriceDrop => NewSalesPrice < OldSalesPrice;

    /// <summary>Why it is blocked; <see cref="BlockReason.None"/> where it is not.</summary>
    public BlockReason BlockReason { get; init; }

    /// <summary>The car's id on Izzylease, where it is listed.</summary>
    public string? RemoteId { get; init; }

    /// <summary>The feed that the listing belongs to.</summary>
    public required string Feed { get; init; }

    /// <summary>The path of the file that says so, or null.</summary>
    public string? File => VehicleOrigin?.Path;

    /// <summary>The physical line in <see cref="File"/>, counted from 1; 0 where no line says so.</summary>
    public int Line => VehicleOrigin?.Line ?? 0;

    /// <summary>Where the vehicle comes from; null for a change of a listing that is not in the input.</summary>
    public VehicleOrigin? VehicleOrigin { get; init; }

    /// <summary>What was assumed because the file did not say it.</summary>
    public IReadOnlyList<string> Warnings
    {
        get;
        init => field = EqualList<string>.From(value);
    }
    = EqualList<string>.Empty;

    /// <summary>The lineage of the ledger that it was planned against: it can be applied to that one only.</summary>
    public Guid Lineage => Plan.Facts.Lineage;

    /// <summary>The import that it was planned from, or a plan made by hand.</summary>
    public Guid PlanId => Plan.Facts.Id;

    /// <summary>When it was planned.</summary>
    public DateTimeOffset PlannedAt => Plan.Facts.PlannedAt;

    /// <summary>The key in the ledger; for a new one, the key that it will have.</summary>
    internal VehicleKey Key { get; init; }

    /// <summary>The entry's key until now, where the vehicle's VIN has arrived since it was listed.</summary>
    internal VehicleKey? ReplacesKey { get; init; }

    /// <summary>The car as last sent; null for one that was never listed.</summary>
    internal CarPayload? Before { get; init; }

    /// <summary>The car to send; null for a close.</summary>
    internal CarPayload? After { get; init; }

    /// <summary>The partner's own prices, where a partner's file says so.</summary>
    internal Prices? FeedPrices { get; init; }

    /// <summary>Who decided: the partner's feed, or an operator.</summary>
    internal Origin Origin { get; init; } = Origin.Feed;

    /// <summary>Who set the prices that <see cref="After"/> has.</summary>
    internal Origin PriceSetBy { get; init; } = Origin.Feed;

    /// <summary>The reason to send with a close.</summary>
    internal CloseReason CloseReason { get; init; } = CloseReason.Deleted;

    /// <summary>Whether a price change was left out of <see cref="After"/> because none was asked for.</summary>
    internal bool HoldsPriceBack { get; init; }

    /// <summary>Whether applying it notes that a complete file lacked a vehicle closed by hand.</summary>
    internal bool IsRelease { get; init; }

    /// <summary>Whether an operator asked for a vehicle closed by hand to be listed again.</summary>
    internal bool IsReopen { get; init; }

    /// <summary>Whether it is sent although it looks equal: what was sent last was not confirmed.</summary>
    internal bool IsResend { get; init; }

    /// <summary>
    /// The create that it would be without the create whose outcome is not known; null where nothing or something else blocks it. Another
    /// runner of the same plan may be sending just that.
    /// </summary>
    internal VehicleChange? Unblocked { get; init; }

    /// <summary>What all changes of one plan share.</summary>
    internal PlanContext Plan { get; }

    /// <summary>A change of a vehicle of the input.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="draft">The vehicle, and the listing that it is.</param>
    /// <param name="action">What is to be done.</param>
    /// <param name="reason">Why.</param>
    internal static VehicleChange CreateFromDraft(PlanContext plan, Draft draft, ChangeAction action, string reason)
    {
        var (vehicle, listed) = (draft.Vehicle, draft.Listed);
        return new VehicleChange(draft.Key, plan)
        {
            Action = action,
            Reason = reason,
            Vin = vehicle.Vin,
            ConfigurationNumber = vehicle.ConfigurationNumber,
            Make = vehicle.Make,
            Model = vehicle.Model,
            RemoteId = listed?.RemoteId,
            Feed = plan.Facts.Feed,
            VehicleOrigin = vehicle.Origin,
            Warnings = vehicle.Warnings,
            Before = listed?.Payload,
        };
    }

    /// <summary>A change of a listing that the ledger has.</summary>
    internal static VehicleChange CreateFromEntry(PlanContext plan, LedgerEntry entry, ChangeAction action, string reason) => new(entry.Key, plan)
    {
        Action = action,
        Reason = reason,
        Vin = entry.Vin,
        ConfigurationNumber = entry.ConfigurationNumber,
        Make = entry.Make,
        Model = entry.Model,
        OldListPrice = entry.IsAdopted ? null : entry.ListPrice,
        OldSalesPrice = entry.IsAdopted ? null : entry.SalesPrice,
        RemoteId = entry.RemoteId,
        Feed = entry.Feed,
        Before = entry.Payload,
    };

    /// <summary>The action, the key, make and model.</summary>
    public override string ToString() => $"{Action} {Key} {Make} {Model}".TrimEnd();
}
