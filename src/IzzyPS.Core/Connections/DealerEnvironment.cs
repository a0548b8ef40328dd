using System.Collections.Immutable;
using System.Globalization;
using IzzyPS.Accounts;
using IzzyPS.Dealer;
using IzzyPS.Files;
using IzzyPS.Planning.Guards;
using IzzyPS.Storage;

namespace IzzyPS.Connections;

/// <summary>The settings from the <c>IZZYLEASE_*</c> variables. They are used by the <c>izzy</c> tool, and by the module when no connection was made: in cron jobs and containers.</summary>
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
    internal const string IdentityCountVariable = "IZZYLEASE_IDENTITY_LIMIT";
    internal const string PricePercentVariable = "IZZYLEASE_PRICE_LIMIT_PERCENT";
    internal const string FeedPricePercentVariable = "IZZYLEASE_FEED_PRICE_LIMIT_PERCENT";
    internal const string ReuseListingVariable = "IZZYLEASE_REUSE_LISTING";
    internal const string UnavailableVariable = "IZZYLEASE_503_IS_REFUSAL";

    internal const double LeastRequests = 0.01;
    internal const double MostRequests = 10_000;

    private const int MaxTimeoutSeconds = 3600;

    private DealerEnvironment(DealerOptions options) => Options = options;

    /// <summary>The account, and the settings of its requests.</summary>
    internal DealerOptions Options { get; }

    /// <summary>The file that maps partners' showroom numbers. Null when there is none.</summary>
    internal string? LocationMapFile { get; private init; }

    /// <summary>The path or address of the ledger. Null means the account's default place.</summary>
    internal string? Ledger { get; private init; }

    /// <summary>Whether the ledger must exist already.</summary>
    internal bool IsLedgerRequired { get; private init; }

    /// <summary>How many listings may be closed without a permission.</summary>
    internal CloseLimits CloseLimits { get; private init; } = CloseLimits.Default;

    /// <summary>How much a file may change of the listed vehicles without a permission.</summary>
    internal GuardLimits GuardLimits { get; private init; } = GuardLimits.Default;

    /// <summary>Whether a vehicle that comes back after a close is first sent as an update of its old listing.</summary>
    internal bool ReuseListing { get; private init; }

    /// <summary>Whether at least one variable that describes an account is set.</summary>
    internal static bool IsGiven(Func<string, string?> variable) =>
        GetValue(variable, ClientIdVariable) is not null || GetValue(variable, ClientSecretVariable) is not null || GetValue(variable, BaseUriVariable) is not null;

    /// <summary>Reads and checks the variables. A blank variable counts as not set.</summary>
    /// <param name="variable">Returns the value of a variable, given its name.</param>
    /// <exception cref="DealerEnvironmentException">Variables are missing or wrong. The message names all of them.</exception>
    internal static DealerEnvironment Read(Func<string, string?> variable)
    {
        var faults = ImmutableArray.CreateBuilder<EnvironmentFault>();
        var baseUri = ReadAddress(variable, BaseUriVariable, DealerUri.Production, DealerUri.Normalize, faults);
        var tokenUri = ReadAddress(variable, TokenUriVariable, null, DealerUri.CheckEndpoint, faults);
        var clientId = ReadRequired(variable, ClientIdVariable, "the OAuth client id that Izzylease gave you", faults);
        var clientSecret = ReadRequired(variable, ClientSecretVariable, "the OAuth client secret that Izzylease gave you", faults);
        var timeout = ReadNumber(variable, TimeoutVariable, 0.1, MaxTimeoutSeconds, "a number of seconds", "30", faults);
        var maxRequests = ReadNumber(variable, MaxRequestsVariable, LeastRequests, MostRequests, "a number of requests", "10", faults);
        var isLedgerRequired = ReadFlag(variable, LedgerRequiredVariable, faults);
        var closeCount = ReadWholeNumber(variable, CloseCountVariable, CloseLimits.MostCount, "a whole number of listings", "5", faults);
        var closePercent = ReadNumber(variable, ClosePercentVariable, 0, 100, "a percentage", "10", faults);
        var identityCount = ReadWholeNumber(variable, IdentityCountVariable, GuardLimits.MostCount, "a whole number of vehicles", "3", faults);
        var pricePercent = ReadNumber(variable, PricePercentVariable, 0, GuardLimits.MostPercent, "a percentage", "50", faults);
        var feedPricePercent = ReadNumber(variable, FeedPricePercentVariable, 0, GuardLimits.MostPercent, "a percentage", "20", faults);
        var reusesListing = ReadFlag(variable, ReuseListingVariable, faults);
        var isUnavailableRefusal = ReadFlag(variable, UnavailableVariable, faults);
        var ledger = GetValue(variable, LedgerVariable);
        // A name that is neither a path nor an address is refused later, with its reason, when the ledger is opened.
        if (ledger is not null && !LedgerName.IsAddress(ledger) && LedgerName.FindFault(ledger) is null)
            CheckAbsolute(ledger, LedgerVariable, "/var/lib/izzy/ledger.db, or postgres://user@host:5432/database", faults);
        var locationMap = GetValue(variable, LocationMapVariable);
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
            GuardLimits = GuardLimits.Create(identityCount, pricePercent, feedPricePercent),
            ReuseListing = reusesListing,
        };
    }

    private static string? GetValue(Func<string, string?> variable, string name) =>
        variable(name) is { } value && !string.IsNullOrWhiteSpace(value) ? value.Trim() : null;

    private static string? ReadRequired(Func<string, string?> variable, string name, string right, ImmutableArray<EnvironmentFault>.Builder faults)
    {
        var value = GetValue(variable, name);
        if (value is null)
            faults.Add(new EnvironmentFault(name, $"is not set; right would be {right}."));
        return value;
    }

    /// <summary>Adds a fault for a relative path. It would name a different file in each folder in which cron, a service or a shell starts.</summary>
    private static void CheckAbsolute(string path, string name, string example, ImmutableArray<EnvironmentFault>.Builder faults)
    {
        // The message does not hold the value, because a mistyped address may hold a password.
        if (!Path.IsPathFullyQualified(path))
            faults.Add(new EnvironmentFault(name, $"is a relative path, and a relative path means a different file in each folder in which a command starts; right would be an absolute path, such as {example}."));
    }

    private static Uri? ReadAddress(
        Func<string, string?> variable, string name, Uri? otherwise, Func<Uri, Uri> check, ImmutableArray<EnvironmentFault>.Builder faults)
    {
        var value = GetValue(variable, name);
        if (value is null)
            return otherwise;
        if (!Uri.TryCreate(value, UriKind.Absolute, out var uri))
        {
            // The message does not hold the value, because somebody may have put the secret into the wrong variable.
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

    private static double? ReadNumber(
        Func<string, string?> variable, string name, double least, double most, string what, string example, ImmutableArray<EnvironmentFault>.Builder faults)
    {
        var value = GetValue(variable, name);
        if (value is null)
            return null;
        if (TryReadNumber(value, least, most, out var number))
            return number;
        faults.Add(new EnvironmentFault(name, string.Create(CultureInfo.InvariantCulture, $"is not {what}; right would be {least} to {most}, such as {example}.")));
        return null;
    }

    private static int? ReadWholeNumber(
        Func<string, string?> variable, string name, int most, string what, string example, ImmutableArray<EnvironmentFault>.Builder faults)
    {
        var value = GetValue(variable, name);
        if (value is null)
            return null;
        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most)
            return number;
        faults.Add(new EnvironmentFault(name, string.Create(CultureInfo.InvariantCulture, $"is not {what}; right would be 0 to {most}, such as {example}.")));
        return null;
    }

    /// <summary>Reads a number within bounds. The variables and the options of the tool have the same form.</summary>
    internal static bool TryReadNumber(string value, double least, double most, out double number) =>
        double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number) && number >= least && number <= most;

    private static bool ReadFlag(Func<string, string?> variable, string name, ImmutableArray<EnvironmentFault>.Builder faults)
    {
        switch (GetValue(variable, name)?.ToUpperInvariant())
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
