using System.Collections.Immutable;
using System.Globalization;
using IzzyPS.Accounts;
using IzzyPS.Dealer;
using IzzyPS.Files;
using IzzyPS.Planning.Guards;
using IzzyPS.Storage;

namespace IzzyPS.Connections;

/// <summary>The <c>IZZYLEASE_*</c> variables, for where no connection was made by hand: cron, containers, the <c>izzy</c> tool.</summary>
internal sealed class DealerEnvironment
{
    internal const string BaseUriVariable = "IZZYLEASE_API_BASE_URL";
    internal const string ClientIdVariable = "IZZYLEASE_CLIENT_ID";
    internal const string ClientSecretVariable = "IZZYLEASE_CLIENT_SECRET";
    internal const string TokenUriVariable = "IZZYLEASE_TOKEN_URL";
    internal const string TimeoutVariable = "IZZYLEASE_TIMEOUT";
    internal const string MaxRequestsVariable = "IZZYLEASE_MAX_REQUESTS_PER_SECOND";
    internal const string LocationMapVariable = "IZZYLEASE_LOCATION_MAP_FILE";
    internal const string LedgerVariable = "IZZYLEASE_LEDGER";
    internal const string LedgerRequiredVariable = "IZZYLEASE_LEDGER_REQUIRED";
    internal const string CloseCountVariable = "IZZYLEASE_CLOSE_LIMIT";
    internal const string ClosePercentVariable = "IZZYLEASE_CLOSE_LIMIT_PERCENT";
    internal const string ReuseListingVariable = "IZZYLEASE_REUSE_LISTING";
    internal const string UnavailableVariable = "IZZYLEASE_503_IS_REFUSAL";

    internal const double LeastRequests = 0.01;
    internal const double MostRequests = 10_000;

    private const int MaxTimeoutSeconds = 3600;

    private DealerEnvironment(DealerOptions options) => Options = options;

    /// <summary>The account and how it is talked to.</summary>
    internal DealerOptions Options { get; }

    /// <summary>The file that maps partners' showroom numbers, or null.</summary>
    internal string? LocationMapFile { get; private init; }

    /// <summary>The ledger's path, or null for the account's own place.</summary>
    internal string? Ledger { get; private init; }

    /// <summary>Whether a ledger must be there already.</summary>
    internal bool IsLedgerRequired { get; private init; }

    /// <summary>How much may be closed without asking.</summary>
    internal CloseLimits CloseLimits { get; private init; } = CloseLimits.Default;

    /// <summary>Whether a vehicle that comes back after a close is first tried with an update of its old listing.</summary>
    internal bool ReuseListing { get; private init; }

    /// <summary>Whether anybody meant to set up an account by variables.</summary>
    internal static bool IsGiven(Func<string, string?> variable) =>
        Value(variable, ClientIdVariable) is not null || Value(variable, ClientSecretVariable) is not null || Value(variable, BaseUriVariable) is not null;

    /// <summary>Reads and checks the variables. A blank one counts as not set.</summary>
    /// <param name="variable">The value of a variable by its name.</param>
    /// <exception cref="DealerEnvironmentException">Variables are missing or wrong; it names all of them.</exception>
    internal static DealerEnvironment Read(Func<string, string?> variable)
    {
        var faults = ImmutableArray.CreateBuilder<EnvironmentFault>();
        var baseUri = Address(variable, BaseUriVariable, DealerUri.Production, DealerUri.Normalize, faults);
        var tokenUri = Address(variable, TokenUriVariable, null, DealerUri.CheckEndpoint, faults);
        var clientId = Required(variable, ClientIdVariable, "the OAuth client id that Izzylease gave you", faults);
        var clientSecret = Required(variable, ClientSecretVariable, "the OAuth client secret that Izzylease gave you", faults);
        var timeout = Number(variable, TimeoutVariable, 0.1, MaxTimeoutSeconds, "a number of seconds", "30", faults);
        var maxRequests = Number(variable, MaxRequestsVariable, LeastRequests, MostRequests, "a number of requests", "10", faults);
        var isLedgerRequired = Flag(variable, LedgerRequiredVariable, faults);
        var closeCount = WholeNumber(variable, CloseCountVariable, CloseLimits.MostCount, "a whole number of listings", "5", faults);
        var closePercent = Number(variable, ClosePercentVariable, 0, 100, "a percentage", "10", faults);
        var reusesListing = Flag(variable, ReuseListingVariable, faults);
        var isUnavailableRefusal = Flag(variable, UnavailableVariable, faults);
        var ledger = Value(variable, LedgerVariable);
        // What is no path is refused with its reason where the ledger is opened.
        if (ledger is not null && !LedgerName.IsAddress(ledger) && LedgerName.FindFault(ledger) is null)
            CheckAbsolute(ledger, LedgerVariable, "/var/lib/izzy/ledger.db, or postgres://user@host:5432/database", faults);
        var locationMap = Value(variable, LocationMapVariable);
        if (FileName.IsAddress(locationMap))
            faults.Add(new EnvironmentFault(LocationMapVariable, FileName.Fault + "."));
        else if (locationMap is not null)
            CheckAbsolute(locationMap, LocationMapVariable, "/etc/izzy/showrooms.json", faults);
        if (faults.Count > 0)
            throw new DealerEnvironmentException(faults.ToImmutable());

        var options = new DealerOptions
        {
            Account = new DealerAccount(baseUri!, clientId!),
            ClientSecret = clientSecret!,
            TokenUri = tokenUri,
            MaxRequestsPerSecond = maxRequests,
            ServiceUnavailableIsRefusal = isUnavailableRefusal,
        };
        return new DealerEnvironment(timeout is null ? options : options with { Timeout = TimeSpan.FromSeconds(timeout.Value) })
        {
            LocationMapFile = locationMap,
            Ledger = ledger,
            IsLedgerRequired = isLedgerRequired,
            CloseLimits = CloseLimits.Create(closeCount, closePercent),
            ReuseListing = reusesListing,
        };
    }

    private static string? Value(Func<string, string?> variable, string name) =>
        variable(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    private static string? Required(Func<string, string?> variable, string name, string right, ImmutableArray<EnvironmentFault>.Builder faults)
    {
        var value = Value(variable, name);
        if (value is null)
            faults.Add(new EnvironmentFault(name, $"is not set; right would be {right}."));
        return value;
    }

    /// <summary>A relative path would name another file in each folder that cron, a service or a shell starts in.</summary>
    private static void CheckAbsolute(string path, string name, string example, ImmutableArray<EnvironmentFault>.Builder faults)
    {
        // Without the value: an address that was mistyped may hold a password.
        if (!Path.IsPathFullyQualified(path))
            faults.Add(new EnvironmentFault(name, $"is a relative path, which is another file in each folder that a command starts in; right would be an absolute one, such as {example}."));
    }

    private static Uri? Address(
        Func<string, string?> variable, string name, Uri? otherwise, Func<Uri, Uri> check, ImmutableArray<EnvironmentFault>.Builder faults)
    {
        var value = Value(variable, name);
        if (value is null)
            return otherwise;
        if (!Uri.TryCreate(value, UriKind.Absolute, out var uri))
        {
            // Without the value: somebody may have put the secret into the wrong variable.
            faults.Add(new EnvironmentFault(name, $"is not a web address; right would be {otherwise ?? new Uri(DealerUri.Production, "oauth/token")}."));
            return null;
        }

        try
        {
            return check(uri);
        }
        catch (ArgumentException exception)
        {
            faults.Add(new EnvironmentFault(name, $"is wrong: {exception.Message.Split(" (Parameter", 2, StringSplitOptions.None)[0]}"));
            return null;
        }
    }

    private static double? Number(
        Func<string, string?> variable, string name, double least, double most, string what, string example, ImmutableArray<EnvironmentFault>.Builder faults)
    {
        var value = Value(variable, name);
        if (value is null)
            return null;
        if (IsNumber(value, least, most, out var number))
            return number;
        faults.Add(new EnvironmentFault(name, string.Create(CultureInfo.InvariantCulture, $"is not {what}; right would be {least} to {most}, such as {example}.")));
        return null;
    }

    private static int? WholeNumber(
        Func<string, string?> variable, string name, int most, string what, string example, ImmutableArray<EnvironmentFault>.Builder faults)
    {
        var value = Value(variable, name);
        if (value is null)
            return null;
        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most)
            return number;
        faults.Add(new EnvironmentFault(name, string.Create(CultureInfo.InvariantCulture, $"is not {what}; right would be 0 to {most}, such as {example}.")));
        return null;
    }

    /// <summary>Reads a number as the variables and the tool's options have it.</summary>
    internal static bool IsNumber(string value, double least, double most, out double number) =>
        double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number) && number >= least && number <= most;

    private static bool Flag(Func<string, string?> variable, string name, ImmutableArray<EnvironmentFault>.Builder faults)
    {
        switch (Value(variable, name)?.ToUpperInvariant())
        {
            case null or "0" or "FALSE" or "NO":
                return false;
            case "1" or "TRUE" or "YES":
                return true;
            default:
                faults.Add(new EnvironmentFault(name, "is neither yes nor no; right would be 1 or 0."));
                return false;
        }
    }
}

/// <summary>What is wrong with one variable.</summary>
/// <param name="Variable">Its name.</param>
/// <param name="Fault">What is wrong and what would be right.</param>
internal sealed record EnvironmentFault(string Variable, string Fault);

/// <summary>The environment does not describe an account.</summary>
internal sealed class DealerEnvironmentException(ImmutableArray<EnvironmentFault> faults)
    : Exception(string.Join(' ', faults.Select(fault => $"{fault.Variable} {fault.Fault}")))
{
    internal ImmutableArray<EnvironmentFault> Faults { get; } = faults;
}
