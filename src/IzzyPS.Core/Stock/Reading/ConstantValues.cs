using IzzyPS.Stock.Profiles;
using IzzyPS.Vehicles;

namespace IzzyPS.Stock.Reading;

/// <summary>Checks the values that a profile gives for columns which a file lacks.</summary>
internal static class ConstantValues
{
    /// <summary>Reads each value as a partner's value is read, and returns the first fault; null where there is none.</summary>
    public static string? FindFault(PartnerProfile profile)
    {
        if (profile.Constants.Count == 0)
            return null; // The built-in profile has none, and the options below need the built-in profile.
        var options = new StockReaderOptions { Profile = profile };
        var scratch = new Vehicle(null, null);
        var notes = new RowNotes(isStrict: true);
        notes.Begin(scratch);
        foreach (var field in VehicleFields.All)
        {
            if (profile.Constants.TryGetValue(field.CsvName, out var value))
                ColumnReader.CreateFor(field, options)!.Read(value, scratch, notes);
        }

        if (notes.Faults is null)
            VehicleValidator.CheckRanges(scratch, profile.Ranges, DateOnly.FromDateTime(options.TimeProvider.GetUtcNow().UtcDateTime), ref notes.Faults);
        return notes.Faults?[0].Message;
    }
}
