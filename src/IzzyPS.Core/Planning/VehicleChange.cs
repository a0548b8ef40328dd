using IzzyPS.Planning;
using IzzyPS.Planning.Guards;
using IzzyPS.Planning.Matching;
using IzzyPS.Vehicles;

namespace IzzyPS;

/// <summary>What is to be done about a vehicle.</summary>
public enum ChangeAction
{
    /// <summary>List it for the first time.</summary>
    Create = 1,

    /// <summary>Send the whole car again, because fields differ. Prices may be among them.</summary>
    Update,

    /// <summary>Send the car again with other prices. No other field differs.</summary>
    Reprice,

    /// <summary>List it again after a close.</summary>
    Reactivate,

    /// <summary>Close the listing.</summary>
    Close,

    /// <summary>Nothing is to be done.</summary>
    Unchanged,

    /// <summary>The change must not be made; <see cref="VehicleChange.Reason"/> says why.</summary>
    Blocked,
}

/// <summary>Why a change is blocked.</summary>
public enum BlockReason
{
    /// <summary>The change is not blocked.</summary>
    None = 0,

    /// <summary>A create was sent and its outcome is unknown. The vehicle is frozen until an operator resolves the create.</summary>
    InDoubt,

    /// <summary>The listing belongs to another feed.</summary>
    OtherFeed,

    /// <summary>An operator closed the listing. It stays closed until a complete file lacks the vehicle, or the operator reopens it.</summary>
    ClosedByHand,

    /// <summary>Only the configuration number matches the vehicle with a listing, and the number is not unique.</summary>
    Ambiguous,

    /// <summary>The input holds the vehicle more than once, with different content.</summary>
    Conflict,

    /// <summary>The vehicle can't be listed as it is now. It was changed in the pipeline and breaks the rules now.</summary>
    Invalid,

    /// <summary>The vehicle is already listed, and only new vehicles were asked for.</summary>
    AlreadyListed,

    /// <summary>More listings would be closed than the limits allow without the operator's permission.</summary>
    CloseLimit,

    /// <summary>The input can't prove that the vehicle is gone.</summary>
    CloseForbidden,

    /// <summary>The price differs, and price changes were not asked for.</summary>
    PriceHeldBack,

    /// <summary>The listing was adopted by its id alone. How the car was sent is unknown until a partner's file has been sent for it.</summary>
    Adopted,

    /// <summary>An earlier run held the close back. It stays held back until the operator allows it or the vehicle is in a file again.</summary>
    CloseHeld,

    /// <summary>The missing listings are the end of the previous file: the partner's export stopped there.</summary>
    FileTail,

    /// <summary>The listing is missing from fewer complete files than the operator asked for.</summary>
    NotYetAbsent,

    /// <summary>The vehicle became another car under the same VIN.</summary>
    IdentityChanged,

    /// <summary>So many vehicles of the file became other cars that nothing of the file is right.</summary>
    IdentityOfFile,

    /// <summary>Another listing of the feed has the vehicle's configuration number, and nobody can say whether both are one car.</summary>
    SameNumber,

    /// <summary>The file has the column, and left it empty for most listings that had a value.</summary>
    ColumnEmptied,

    /// <summary>The price changed by more than the limits allow.</summary>
    PriceLimit,

    /// <summary>The partner's status column said that the vehicle is not for sale any more. The file does not say that the vehicle is for sale again.</summary>
    ClosedByStatus,

    /// <summary>The partner's status column says that the vehicle is reserved, sold or withdrawn. It is not listed now, or stays listed because no close was asked for.</summary>
    NotForSale,
}

/// <summary>A field that differs from what was last sent.</summary>
/// <param name="Name">The field's name on <see cref="Vehicle"/>.</param>
/// <param name="Before">The value last sent, or null.</param>
/// <param name="After">The value to send, or null.</param>
public sealed record FieldChange(string Name, object? Before, object? After)
{
    /// <summary><c>SalesPrice: 109900.00 → 98500.00</c>.</summary>
    public override string ToString() => $"{Name}: {Format(Before)} → {Format(After)}";

    /// <summary>Describes the change for a sentence, such as <c>Mileage 29550 → nothing</c>. Long texts are cut.</summary>
    internal string Describe() => $"{Name} {Shorten(Before)} → {Shorten(After)}";

    private static string Shorten(object? value)
    {
        const int Longest = 40;
        if (value is null)
            return "nothing";
        var text = Format(value).ReplaceLineEndings(" ");
        return text.Length <= Longest ? text : text[..Longest] + "…";
    }

    /// <summary>Writes a value of a field as messages show it.</summary>
    internal static string Format(object? value) =>
        value is null ? "(none)" : value is DateOnly day ? day.ToString("O", System.Globalization.CultureInfo.InvariantCulture) : Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!;
}

/// <summary>
/// One line of a plan: what is to be done about one vehicle, and why. A change may be filtered, kept and applied later. It is checked
/// again when it is applied.
/// </summary>
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
    /// How much the sales price changes, in PLN. Where only the catalogue price changes, how much the catalogue price changes; null
    /// where no price changes.
    /// </summary>
    public decimal? PriceChange =>
        OldSalesPrice is null || NewSalesPrice is null ? null
        : NewSalesPrice != OldSalesPrice ? NewSalesPrice - OldSalesPrice
        : NewListPrice != OldListPrice ? NewListPrice - OldListPrice
        : null;

    /// <summary>Whether the sales price falls.</summary>
    public bool IsPriceDrop => NewSalesPrice < OldSalesPrice;

    /// <summary>Why the change is blocked; <see cref="BlockReason.None"/> where it is not blocked.</summary>
    public BlockReason BlockReason { get; init; }

    /// <summary>The parameter with which an operator allows the blocked change, such as <c>-AllowClose 12</c>; null where none allows it.</summary>
    public string? AllowedBy => Permission?.Parameter;

    /// <summary>The car's id on Izzylease; null where the car is not listed.</summary>
    public string? RemoteId { get; init; }

    /// <summary>The feed that the listing belongs to.</summary>
    public required string Feed { get; init; }

    /// <summary>The path of the file that the vehicle was read from, or null.</summary>
    public string? File => VehicleOrigin?.Path;

    /// <summary>The physical line in <see cref="File"/>, counted from 1; 0 where the vehicle was not read from a line.</summary>
    public int Line => VehicleOrigin?.Line ?? 0;

    /// <summary>The fields that are held back although the vehicle's other fields may be sent.</summary>
    public IReadOnlyList<HeldChange> HeldBack
    {
        get;
        init => field = EqualList<HeldChange>.From(value);
    }
    = EqualList<HeldChange>.Empty;

    /// <summary>What the run must remember of <see cref="HeldBack"/>, so that a rerun holds the same back again.</summary>
    internal IReadOnlyList<string> HoldsToRemember
    {
        get;
        init => field = EqualList<string>.From(value);
    }
    = EqualList<string>.Empty;

    /// <summary>Where the vehicle comes from; null for a change of a listing that is not in the input.</summary>
    public VehicleOrigin? VehicleOrigin { get; init; }

    /// <summary>What was assumed about the vehicle, or left out, because the file did not say it or could not be read there.</summary>
    public IReadOnlyList<VehicleWarning> Warnings
    {
        get;
        init => field = EqualList<VehicleWarning>.From(value);
    }
    = EqualList<VehicleWarning>.Empty;

    /// <summary>The lineage of the ledger that was compared. The change can be applied to that ledger only.</summary>
    public Guid Lineage => Plan.Facts.Lineage;

    /// <summary>The id of the plan. It is the id of the import where the plan is the first of the import.</summary>
    public Guid PlanId => Plan.Facts.Id;

    /// <summary>When the change was planned.</summary>
    public DateTimeOffset PlannedAt => Plan.Facts.PlannedAt;

    /// <summary>The key in the ledger; for a new vehicle, the key that it will have.</summary>
    internal VehicleKey Key { get; init; }

    /// <summary>The key that the ledger's entry has until now. Set where the VIN has arrived after the vehicle was listed, or was corrected.</summary>
    internal VehicleKey? ReplacesKey { get; init; }

    /// <summary>The car as last sent; null for a vehicle that was never listed.</summary>
    internal CarPayload? Before { get; init; }

    /// <summary>The car to send; null for a close.</summary>
    internal CarPayload? After { get; init; }

    /// <summary>The partner's own prices; null where no file of a partner gives them.</summary>
    internal Prices? FeedPrices { get; init; }

    /// <summary>Who decided: the partner's feed, or an operator.</summary>
    internal Origin Origin { get; init; } = Origin.Feed;

    /// <summary>Who set the prices of <see cref="After"/>.</summary>
    internal Origin PriceSetBy { get; init; } = Origin.Feed;

    /// <summary>The reason to send with a close.</summary>
    internal CloseReason CloseReason { get; init; } = CloseReason.Deleted;

    /// <summary>Whether <see cref="After"/> leaves out a price change, because no price change was asked for or the change is too large.</summary>
    internal bool HoldsPriceBack => HeldBack.Any(held => VehicleFields.GetByName(held.Field.Name).IsPrice);

    /// <summary>The option that allows a blocked change; null where no option allows it.</summary>
    internal Permission? Permission { get; init; }

    /// <summary>Whether the change closes a listing because a complete input lacks the vehicle.</summary>
    internal bool IsAbsent { get; init; }

    /// <summary>Whether applying the change notes that a complete file lacked a vehicle which was closed by hand or by the partner's status column.</summary>
    internal bool IsRelease { get; init; }

    /// <summary>Whether an operator asked to list a vehicle again that was closed by hand.</summary>
    internal bool IsReopen { get; init; }

    /// <summary>Whether the car is sent although nothing differs, because the last request was not confirmed.</summary>
    internal bool IsResend { get; init; }

    /// <summary>
    /// The create that would be planned if no create of the vehicle were in doubt; null where the change is not blocked, or is
    /// blocked for another reason. Another runner of the same plan may be sending exactly this create at the moment.
    /// </summary>
    internal VehicleChange? Unblocked { get; init; }

    /// <summary>What all changes of one plan share.</summary>
    internal PlanContext Plan { get; }

    /// <summary>Makes a close of a change whose close is held back and can be allowed. Any other change stays as it is. The guards check the close again when it is carried out.</summary>
    internal VehicleChange AllowClose() => this is not { Action: ChangeAction.Blocked, Permission.Allowance: Allowance.Close } ? this : this with
    {
        Action = ChangeAction.Close,
        BlockReason = BlockReason.None,
        Permission = null,
        Reason = "Allowed by the operator.",
    };

    /// <summary>Makes a change of a vehicle of the input.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="draft">The vehicle and its listing.</param>
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
            HoldsToRemember = [.. draft.Holds.SelectMany(hold => hold.ToRemember)],
        };
    }

    /// <summary>Makes a change of a listing.</summary>
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
