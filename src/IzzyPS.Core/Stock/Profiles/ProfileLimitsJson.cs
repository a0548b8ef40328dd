namespace IzzyPS.Stock.Profiles;

/// <summary>Reads the limits of a profile from JSON.</summary>
internal static class ProfileLimitsJson
{
    private const int Most = 1_000_000;

    /// <summary>Reads the object, and adds its limits to those of the profile that is extended.</summary>
    internal static ProfileLimits Read(ref SettingsJson json, ProfileLimits limits)
    {
        json.EnterObject("an object with a number for each limit, { \"closeLimit\": 10 } for example");
        while (json.TryReadNextProperty(out var name))
        {
            if (limits.TrySet(name, 0) is null)
                throw json.CreateError($"'{name}' is not a limit; those are {string.Join(", ", ProfileLimits.Names)}.");
            var value = json.ReadNumber();
            if (value is < 0 or > Most || (!name.EndsWith("Percent", StringComparison.Ordinal) && value != decimal.Truncate(value)))
                throw json.CreateError(FormattableString.Invariant($"{name} is {value}; accepted: {(name.EndsWith("Percent", StringComparison.Ordinal) ? "a percentage" : "a whole number")} from 0 to {Most}."));
            limits = limits.TrySet(name, value)!;
        }

        return limits;
    }
}
