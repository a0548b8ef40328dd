using System.Globalization;

namespace IzzyPS.Planning.Guards;

/// <summary>
/// The permission that lets pass what a guard holds back: one option with its value. A guard's message has the facts only. Each front end adds the
/// option in its own spelling.
/// </summary>
/// <param name="Allowance">What is to be allowed.</param>
/// <param name="Value">The option's value: a number, a percentage or names of fields; empty for an option without a value.</param>
internal sealed record Permission(Allowance Allowance, string Value)
{
    /// <summary>The parameter of the cmdlets, such as <c>-AllowClose 10</c>; null where the cmdlets have none.</summary>
    internal string? Parameter => Join(Allowance switch
    {
        Allowance.Close => "-AllowClose",
        Allowance.CloseAfter => "-CloseAfter",
        Allowance.IdentityChange => "-AllowIdentityChange",
        Allowance.Clear => "-AllowClear",
        Allowance.PriceChange => "-AllowPriceChange",
        Allowance.Gone => "-AllowGone",
        Allowance.CloseMissing => "-CloseMissing",
        _ => null,
    });

    /// <summary>The option of <c>izzy</c>, such as <c>--allow-close 10</c>.</summary>
    internal string? Option => Join(Allowance switch
    {
        Allowance.Close => "--allow-close",
        Allowance.CloseAfter => "--close-after",
        Allowance.IdentityChange => "--allow-identity-change",
        Allowance.Clear => "--allow-clear",
        Allowance.PriceChange => "--allow-price-change",
        Allowance.UpdatePrices => "--update-prices",
        Allowance.Gone => "--allow-gone",
        Allowance.CloseMissing => "--close-missing",
        _ => null,
    });

    internal static Permission Create(Allowance allowance, int count) => new(allowance, count.ToString(CultureInfo.InvariantCulture));

    /// <summary>Makes the permission for percentages. It is rounded up, so that it covers the change.</summary>
    internal static Permission Create(Allowance allowance, decimal percent) => new(allowance, decimal.Ceiling(percent).ToString(CultureInfo.InvariantCulture));

    /// <summary>Makes the permission that covers several of one allowance: the largest number, or all fields.</summary>
    internal static Permission? Merge(IEnumerable<Permission?> permissions)
    {
        var given = permissions.OfType<Permission>().Distinct().ToList();
        if (given.Count <= 1)
            return given.FirstOrDefault();
        return given[0].Allowance == Allowance.Clear
            ? given[0] with { Value = string.Join(',', given.SelectMany(permission => permission.Value.Split(',')).Distinct(StringComparer.Ordinal)) }
            : given.MaxBy(permission => decimal.TryParse(permission.Value, CultureInfo.InvariantCulture, out var number) ? number : 0);
    }

    private string? Join(string? name) => name is null || Value.Length == 0 ? name : $"{name} {Value}";
}
