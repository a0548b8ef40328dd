
namespace IzzyPS;

/// <summary>Where a listing stands, as far as the ledger knows.</summary>
public enum ListingState
{
    /// <summary>Listed on Izzylease.</summary>
    Active = 1,

    /// <summary>Was listed and is closed.</summary>
    Closed,

    /// <summary>A create was sent and nobody knows its outcome: frozen until an operator resolves it.</summary>
    InDoubt,
}

/// <summary>Why a vehicle is closed. Source: the dealer API's <c>reason</c>.</summary>
public enum CloseReason
{
    /// <summary>Taken off (<c>DELETED</c>).</summary>
    Deleted = 1,

    /// <summary>Sold (<c>SOLD</c>).</summary>
    Sold,
}

/// <summary>Who decided something about a listing: the partner's feed, or an operator by hand.</summary>
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

    /// <summary>Where the listing stands.</summary>
    public required ListingState State { get; init; }

    /// <summary>The make, as last sent.</summary>
    public string? Make { get; init; }

    /// <summary>The model, as last sent.</summary>
    public string? Model { get; init; }

    /// <summary>The catalogue price in PLN, as last acknowledged.</summary>
    public decimal ListPrice { get; init; }

    /// <summary>The sales price in PLN, as last acknowledged.</summary>
    public decimal SalesPrice { get; init; }

    /// <summary>Who set the prices. Prices set by hand hold until the partner's change.</summary>
    public Origin PriceSetBy { get; init; } = Origin.Feed;

    /// <summary>The feed that the listing belongs to.</summary>
    public required string Feed { get; init; }

    /// <summary>The car's id on Izzylease; null while a create is in doubt.</summary>
    public string? RemoteId { get; init; }

    /// <summary>Whether an update or a close was sent whose outcome is not known; the next plan sends it again.</summary>
    public bool IsUnconfirmed { get; init; }

    /// <summary>When it was first listed.</summary>
    public DateTimeOffset? FirstListed { get; init; }

    /// <summary>When it was last sent and acknowledged; while a create is in doubt, when that was sent.</summary>
    public DateTimeOffset? LastSent { get; init; }

    /// <summary>When it was closed.</summary>
    public DateTimeOffset? Closed { get; init; }

    /// <summary>Who closed it: the feed by no longer naming it, an operator, or the server.</summary>
    public Origin? ClosedBy { get; init; }

    /// <summary>The reason that was sent with the close.</summary>
    public CloseReason? CloseReason { get; init; }

    /// <summary>The key: a VIN, or <c>#</c> and the configuration number.</summary>
    public required VehicleKey Key { get; init; }

    /// <summary>The car as last acknowledged; while a create is in doubt, as sent.</summary>
    public required CarPayload Payload { get; init; }

    /// <summary>
    /// Whether it was adopted by its id alone (<c>Import-IzzyLedger</c>): how it was sent is unknown, and its prices are 0, until
    /// a partner's file has been sent for it.
    /// </summary>
    public bool IsAdopted => Make is null && Payload.Equals(CarPayload.Bare(Vin, ConfigurationNumber));

    /// <summary>The partner's prices when the listing was last planned from the feed: what a hand price holds against.</summary>
    internal Prices? FeedPrices { get; init; }

    /// <summary>Whether a complete file has lacked the vehicle since it was closed by hand: it may be listed again.</summary>
    internal bool IsReleased { get; init; }

    /// <summary>The prices as last acknowledged.</summary>
    internal Prices Prices => new(ListPrice, SalesPrice);

    /// <summary>The entry of a car that is listed: what the car itself says is taken from it.</summary>
    /// <param name="car">The car as it was sent.</param>
    /// <param name="feed">The feed that the listing belongs to.</param>
    /// <param name="key">The vehicle's key, where the car is listed under another than its own.</param>
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

    /// <summary>The key, make and model.</summary>
    public override string ToString() => $"{Key} {Make} {Model}".TrimEnd();
}
