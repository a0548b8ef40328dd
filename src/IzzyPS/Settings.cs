using System.Collections;
using System.Globalization;
using System.Management.Automation;
using IzzyPS.Ledger.Opening;
using IzzyPS.Planning.Guards;
using IzzyPS.Stock.Profiles;

namespace IzzyPS;

/// <summary>Loads the profiles and location maps that users name in parameters.</summary>
internal static class Settings
{
    /// <summary>Loads a profile by its name or path.</summary>
    /// <exception cref="StockSettingsException">The profile does not exist or can't be used.</exception>
    internal static PartnerProfile LoadProfile(PSCmdlet command, string nameOrPath) =>
        PartnerProfile.Load(ProfileFolders.IsPath(nameOrPath) ? Paths.GetFullPath(command, nameOrPath) : nameOrPath, DataFolder.UserProfiles);

    /// <summary>Loads a location map from a path or a hashtable. Returns null when no map was given.</summary>
    /// <exception cref="StockSettingsException">The map can't be read or is not a location map.</exception>
    internal static LocationMap? LoadLocationMap(PSCmdlet command, object? value) =>
        (value is PSObject wrapped ? wrapped.BaseObject : value) switch
        {
            null => null,
            IDictionary entries => Stock.Profiles.LocationMap.CreateFromEntries(entries.Cast<DictionaryEntry>().Select(entry => KeyValuePair.Create(Text(entry.Key), Text(entry.Value)))),
            FileInfo file => Stock.Profiles.LocationMap.Load(file.FullName),
            string path => Stock.Profiles.LocationMap.Load(Paths.GetFullPath(command, path)),
            var other => throw new StockSettingsException($"A {other.GetType().Name} is not a location map; accepted: the path of a JSON file, or a hashtable of numbers and UUIDs."),
        };

    /// <summary>Makes the allowances of the parameters of a cmdlet.</summary>
    /// <exception cref="StockSettingsException">A name of -AllowClear is no field that a file can empty.</exception>
    internal static Allowances CreateAllowances(int? close, int? identityChange, string[] clear, double? priceChange)
    {
        string[] names = [.. clear.SelectMany(names => names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];
        if (Allowances.FindUnknownField(names) is { } unknown)
            throw new StockSettingsException($"-AllowClear: '{unknown}' is no field that a file can empty; accepted: {string.Join(", ", Allowances.ClearableFields)}.");
        return new Allowances { Close = close, IdentityChange = identityChange, Clear = names, PriceChange = (decimal?)priceChange };
    }

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty;
}
