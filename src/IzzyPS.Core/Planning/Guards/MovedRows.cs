using System.Collections.Immutable;
using System.Globalization;
using IzzyPS.Planning.Matching;
using IzzyPS.Vehicles;

namespace IzzyPS.Planning.Guards;

/// <summary>
/// Finds the vehicles whose rows have the data of another listing: the VIN column was shifted or sorted. Cars of one make may differ in few fields, so that the
/// number of changed fields does not show it.
/// </summary>
internal sealed class MovedRows
{
    /// <summary>A row must differ from its own listing in this many fields. The mileage alone may become another car's mileage by chance.</summary>
    private const int FewestChanges = 2;

    private static readonly ImmutableArray<VehicleField> Fields =
    [
        .. ((string[])[
            nameof(Vehicle.Make), nameof(Vehicle.Model), nameof(Vehicle.ManufactureYear), nameof(Vehicle.FirstRegistrationDate), nameof(Vehicle.Mileage), nameof(Vehicle.Color),
            nameof(Vehicle.FuelType), nameof(Vehicle.CubicCapacity), nameof(Vehicle.Power), nameof(Vehicle.TransmissionType), nameof(Vehicle.Type),
        ]).Select(VehicleFields.GetByName),
    ];

    private readonly ImmutableArray<(Draft Draft, Vehicle Before)> _listed;
    private readonly Dictionary<FieldSet, (ILookup<string, (Draft Draft, Vehicle Before)> Listings, Dictionary<string, int> Rows)> _byData = [];

    /// <summary>Takes the listed vehicles of the input, each with the car as it was last sent.</summary>
    internal MovedRows(IEnumerable<(Draft Draft, Vehicle Before)> listed) => _listed = [.. listed];

    /// <summary>Finds the listing whose data the row of a vehicle has; null where the row has its own data.</summary>
    internal VehicleKey? FindOwner(Draft draft, Vehicle before)
    {
        var known = GetKnown(draft);
        var data = Describe(draft.Vehicle, known);
        if (data == Describe(before, known))
            return null;
        if (!_byData.TryGetValue(known, out var all))
            _byData[known] = all = Index(known);

        // Where more rows than listings have these data, a car has become equal to others, and no row has moved.
        var listings = all.Listings[data].ToList();
        if (listings.Count == 0 || listings.Count < all.Rows.GetValueOrDefault(data))
            return null;
        var changes = Fields.Count(field => known.Contains(field) && !Equals(field.Get(before), field.Get(draft.Vehicle)));
        var samePrices = listings.Find(listing => HavePrices(listing.Before, draft.Vehicle) && !HavePrices(before, draft.Vehicle));
        return changes >= FewestChanges ? listings[0].Draft.Key
            : changes + 1 >= FewestChanges ? samePrices.Draft?.Key
            : null;
    }

    private (ILookup<string, (Draft, Vehicle)> Listings, Dictionary<string, int> Rows) Index(FieldSet known) => (
        _listed.ToLookup(listed => Describe(listed.Before, known), StringComparer.Ordinal),
        _listed.Where(listed => GetKnown(listed.Draft) == known).CountBy(listed => Describe(listed.Draft.Vehicle, known)).ToDictionary(StringComparer.Ordinal));

    /// <summary>The fields that a row gives. A field that the file lacks has the value of the row's own listing and says nothing.</summary>
    private static FieldSet GetKnown(Draft draft) => FieldSet.From(Fields.Where(field => !draft.Given.Unknown.Contains(field)));

    private static bool HavePrices(Vehicle left, Vehicle right) => (left.ListPrice, left.SalesPrice) == (right.ListPrice, right.SalesPrice);

    private static string Describe(Vehicle vehicle, FieldSet known) =>
        string.Join('\u001f', Fields.Where(known.Contains).Select(field => Convert.ToString(field.Get(vehicle), CultureInfo.InvariantCulture)));
}
