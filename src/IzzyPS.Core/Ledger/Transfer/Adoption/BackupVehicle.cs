using System.Text.Json;
using IzzyPS.Ledger.Listings;
using IzzyPS.Operations;

namespace IzzyPS.Ledger.Transfer.Adoption;

/// <summary>One vehicle of a JSON backup.</summary>
internal sealed record BackupVehicle(string Key)
{
    public BackupListing? Listing { get; init; }

    public BackupDoubt? InDoubt { get; init; }

    public BackupHold? Held { get; init; }

    public IReadOnlyList<BackupPrice>? Prices { get; init; }

    internal static BackupVehicle CreateFromVehicle(ArchivedVehicle vehicle) => new(vehicle.Key.Value)
    {
        Listing = vehicle.Entry is { } entry ? BackupListing.CreateFromEntry(entry) : null,
        InDoubt = vehicle.InDoubt is { } operation ? BackupDoubt.CreateFromOperation(operation) : null,
        Held = vehicle.Held is { } held ? new BackupHold(held.Code, held.Base, held.Misses) { Since = held.Since, Content = held.Content } : null,
        Prices = vehicle.Prices.Count == 0 ? null : [.. vehicle.Prices.Select(price => new BackupPrice(price.At, price.Prices.List, price.Prices.Sales, price.SetBy))],
    };

    internal AdoptedRow ToRow()
    {
        var key = new VehicleKey(Key is { Length: > 1 } ? Key : throw new JsonException("a vehicle has no key."));
        return new AdoptedRow(0, key, Listing?.ToEntry(key), InDoubt?.ToOperation(key), Held?.ToHeld(key));
    }

    /// <summary>
    /// Reads a car. The car is written anew in the canonical form, so that its bytes are the same even if somebody reformatted the document.
    /// </summary>
    private static CarPayload ReadCar(JsonElement car) => CarPayload.CreateFromVehicle(CarPayload.FromJson(car.GetRawText()).ToVehicle());

    private static JsonElement ToJson(CarPayload car) => JsonElement.Parse(car.Utf8.Span);

    internal sealed record BackupHold(string Code, int Base, int Misses)
    {
        public DateTimeOffset? Since { get; init; }

        public string? Content { get; init; }

        internal HeldClose ToHeld(VehicleKey key) => new(key, Code, Base, Misses, Content) { Since = Since };
    }

    internal sealed record BackupPrice(DateTimeOffset At, decimal List, decimal Sales, Origin SetBy);

    internal sealed record BackupListing(ListingState State, string Feed, JsonElement Car)
    {
        public string? CarId { get; init; }

        public bool IsUnconfirmed { get; init; }

        public Origin PriceSetBy { get; init; }

        public decimal? FeedListPrice { get; init; }

        public decimal? FeedSalesPrice { get; init; }

        public DateTimeOffset? FirstListedAt { get; init; }

        public DateTimeOffset? LastSentAt { get; init; }

        public DateTimeOffset? ClosedAt { get; init; }

        public Origin? ClosedBy { get; init; }

        public CloseReason? CloseReason { get; init; }

        public bool IsReleased { get; init; }

        public string? Emptied { get; init; }

        internal static BackupListing CreateFromEntry(LedgerEntry entry) => new(entry.State, entry.Feed, ToJson(entry.Payload))
        {
            CarId = entry.RemoteId,
            IsUnconfirmed = entry.IsUnconfirmed,
            PriceSetBy = entry.PriceSetBy,
            FeedListPrice = entry.FeedPrices?.List,
            FeedSalesPrice = entry.FeedPrices?.Sales,
            FirstListedAt = entry.FirstListed,
            LastSentAt = entry.LastSent,
            ClosedAt = entry.Closed,
            ClosedBy = entry.ClosedBy,
            CloseReason = entry.CloseReason,
            IsReleased = entry.IsReleased,
            Emptied = entry.Emptied,
        };

        internal LedgerEntry ToEntry(VehicleKey key) => LedgerEntry.CreateFromCar(ReadCar(Car), Feed, key) with
        {
            State = State,
            PriceSetBy = PriceSetBy,
            FeedPrices = FeedListPrice is { } list && FeedSalesPrice is { } sales ? new Prices(list, sales) : null,
            RemoteId = CarId,
            IsUnconfirmed = IsUnconfirmed,
            FirstListed = FirstListedAt,
            LastSent = LastSentAt,
            Closed = ClosedAt,
            ClosedBy = ClosedBy,
            CloseReason = CloseReason,
            IsReleased = IsReleased,
            Emptied = Emptied,
        };
    }

    internal sealed record BackupDoubt(Guid Operation, string Feed, JsonElement Car, DateTimeOffset PlannedAt)
    {
        public DateTimeOffset? SentAt { get; init; }

        public int Attempts { get; init; }

        public int? Status { get; init; }

        public string? Error { get; init; }

        internal static BackupDoubt CreateFromOperation(Operation operation) => new(operation.Id, operation.Feed, ToJson(operation.Payload.ToCar()), operation.PlannedAt)
        {
            SentAt = operation.SentAt,
            Attempts = operation.Attempts,
            Status = operation.Status,
            Error = operation.Error,
        };

        internal Operation ToOperation(VehicleKey key) => new()
        {
            Id = Operation,
            RunId = Guid.Empty,
            Subject = key.ToSubject(),
            Feed = Feed,
            Kind = OperationKind.Create,
            IsIdempotent = false,
            State = OperationState.InDoubt,
            Payload = ReadCar(Car).ToPayload(),
            Attempts = Attempts,
            PlannedAt = PlannedAt,
            SentAt = SentAt,
            Status = Status,
            Error = Error,
        };
    }
}
