
namespace IzzyPS;

/// <summary>The state of a listing, as far as the ledger knows.</summary>
public enum ListingState
{
    /// <summary>The vehicle is listed on Izzylease.</summary>
    Active = 1,

    /// <summary>The vehicle was listed and its listing is closed.</summary>
    Closed,

    /// <summary>A create was sent and its outcome is unknown. Nothing is sent for the vehicle until an operator resolves the create.</summary>
    InDoubt,
}

/// <summary>The reason for closing a listing. Source: the dealer API's <c>reason</c>.</summary>
public enum CloseReason
{
    /// <summary>The vehicle was withdrawn (<c>DELETED</c>).</summary>
    Deleted = 1,

    /// <summary>The vehicle was sold (<c>SOLD</c>).</summary>
    Sold,
}

/// <summary>Who decided something about a listing: the partner's feed, an operator by hand, or the server.</summary>
public enum Origin
{
    /// <summary>The partner's file decided.</summary>
    Feed = 1,

    /// <summary>An operator decided, by VIN or by ledger entry.</summary>
    Hand,

    /// <summary>The server answered that the car is gone (404 or 410).</summary>
    Server,
}

/// <summary>What the ledger knows of one vehicle: one row of <c>vehicle</c>, never changed in place.</summary>
public sealed record LedgerEntry
{
    /// <summary>The vehicle identification number, or null for a car not yet built.</summary>
    public string? Vin => Key.Vin;

    /// <summary>The partner's number of the configuration, as last sent.</summary>
    public string? ConfigurationNumber { get; init; }

    /// <summary>The state of the listing.</summary>
    public required ListingState State { get; init; }

    /// <summary>The make, as last sent.</summary>
    public string? Make { get; init; }

    /// <summary>The model, as last sent.</summary>
    public string? Model { get; init; }

    /// <summary>The catalogue price in PLN, as last acknowledged.</summary>
    public decimal ListPrice { get; init; }

    /// <summary>The sales price in PLN, as last acknowledged.</summary>
    public decimal SalesPrice { get; init; }

    /// <summary>Who set the prices. Prices that were set by hand stay until the partner's prices change.</summary>
    public Origin PriceSetBy { get; init; } = Origin.Feed;

    /// <summary>The feed that the listing belongs to.</summary>
    public required string Feed { get; init; }

    /// <summary>The car's id on Izzylease; null while a create is in doubt.</summary>
    public string? RemoteId { get; init; }

    /// <summary>Whether an update or a close was sent whose outcome is not known; the next plan sends it again.</summary>
    public bool IsUnconfirmed { get; init; }

    /// <summary>When the vehicle was first listed.</summary>
    public DateTimeOffset? FirstListed { get; init; }

    /// <summary>When the vehicle was last sent and acknowledged; while a create is in doubt, when the create was sent.</summary>
    public DateTimeOffset? LastSent { get; init; }

    /// <summary>When the listing was closed.</summary>
    public DateTimeOffset? Closed { get; init; }

    /// <summary>Who closed the listing: the feed because its stock lacked the vehicle, an operator, or the server.</summary>
    public Origin? ClosedBy { get; init; }

    /// <summary>The reason that was sent with the close.</summary>
    public CloseReason? CloseReason { get; init; }

    /// <summary>The key: a VIN, or <c>#</c> and the configuration number.</summary>
    public required VehicleKey Key { get; init; }

    /// <summary>The car as it was last acknowledged; while a create is in doubt, as it was sent.</summary>
    public required CarPayload Payload { get; init; }

    /// <summary>
    /// Whether the listing was adopted by its id alone (<c>Import-IzzyLedger</c>). Then the car's data are unknown and its prices are 0 until the
    /// vehicle is sent again from a partner's file.
    /// </summary>
    public bool IsAdopted => Make is null && Payload.Equals(CarPayload.CreateBare(Vin, ConfigurationNumber));

    /// <summary>
    /// The partner's prices when the listing was last planned from the feed. A price that was set by hand stays while the partner's prices equal
    /// these.
    /// </summary>
    internal Prices? FeedPrices { get; init; }

    /// <summary>
    /// Whether a complete file has lacked the vehicle since the listing was closed by hand or by the partner's status column. From then on the feed may
    /// list the vehicle again. A listing that was closed because a complete file lacks the vehicle is released at once.
    /// </summary>
    internal bool IsReleased { get; init; }

    /// <summary>
    /// The fields that partners' files emptied since the car had a value, by their names in a file; null where there are none. See <see cref="IzzyPS.Planning.Guards.ColumnGuard"/>.
    /// </summary>
    internal string? Emptied { get; init; }

    /// <summary>Both prices as last acknowledged.</summary>
    internal Prices Prices => new(ListPrice, SalesPrice);

    /// <summary>Creates the entry of an active listing with the data of a car.</summary>
    /// <param name="car">The car as it was sent.</param>
    /// <param name="feed">The feed that the listing belongs to.</param>
    /// <param name="key">The vehicle's key where it differs from the car's own key; otherwise null.</param>
    internal static LedgerEntry CreateFromCar(CarPayload car, string feed, VehicleKey? key = null)
    {
        var vehicle = car.ToVehicle();
        return new LedgerEntry
        {
            Key = key ?? vehicle.Key!.Value,
            State = ListingState.Active,
            Feed = feed,
            ConfigurationNumber = vehicle.ConfigurationNumber,
            Make = vehicle.Make,
            Model = vehicle.Model,
            ListPrice = vehicle.ListPrice ?? 0,
            SalesPrice = vehicle.SalesPrice ?? 0,
            Payload = car,
        };
    }

    /// <summary>Returns the key, make and model.</summary>
    public override string ToString() => $"{Key} {Make} {Model}".TrimEnd();
}
