using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace IzzyPS.Accounts;

/// <summary>Checks and normalizes the addresses of dealer API servers.</summary>
internal static class DealerUri
{
    /// <summary>The production server. Source: the dealer API's contract.</summary>
    internal static readonly Uri Production = new("https://api.izzylease.pl/");

    private const string Localhost = "localhost";

    /// <summary>Checks an address and adds the slash at its end.</summary>
    /// <exception cref="ArgumentException">
    /// The address is not absolute, not http(s), holds a user name, a query or a fragment, or uses plain http to another machine.
    /// </exception>
    internal static Uri Normalize(Uri uri)
    {
        uri = CheckEndpoint(uri);
        return uri.AbsoluteUri.EndsWith('/') ? uri : new Uri(uri.AbsoluteUri + "/");
    }

    /// <summary>Checks the address of one endpoint and returns it unchanged.</summary>
    /// <exception cref="ArgumentException">As for <see cref="Normalize"/>.</exception>
    internal static Uri CheckEndpoint(Uri uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        if (!uri.IsAbsoluteUri || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp))
            throw new ArgumentException($"Not a web address; right would be {Production}.", nameof(uri));
        if (uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0)
            throw new ArgumentException($"The address of {uri.Host} must hold no user name, query or fragment; right would be {Production}.", nameof(uri));
        if (uri.Scheme == Uri.UriSchemeHttp && !uri.IsLoopback)
            throw new ArgumentException($"'{uri}' would send the secret unencrypted. http is allowed only to this machine (loopback); use https.", nameof(uri));
        return uri;
    }

    /// <summary>
    /// Gets the identity of the server that an address leads to: host, port and path. All spellings of an address give the same identity, and all names of
    /// this machine count as one host. The scheme does not count, because a port serves only one scheme.
    /// </summary>
    internal static string GetIdentity(Uri uri)
    {
        var path = uri.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(part => Uri.EscapeDataString(Uri.UnescapeDataString(part)) + "/");
        return string.Create(CultureInfo.InvariantCulture, $"{GetHost(uri)}:{uri.Port}/{string.Concat(path)}");
    }

    /// <summary>Gets the host. All spellings of a host give the same text.</summary>
    internal static string GetHost(Uri uri)
    {
        var host = uri.IdnHost.TrimEnd('.').ToLowerInvariant();
        if (!IPAddress.TryParse(host, out var address))
            return host is "loopback" || host.EndsWith(".localhost", StringComparison.Ordinal) ? Localhost : host;
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return IsThisMachine(address) ? Localhost : address.ToString();
    }

    /// <summary>
    /// Whether an address is a usual loopback address or the unspecified address, which also leads to this machine. 127.0.0.2 is not included,
    /// because another server can listen there.
    /// </summary>
    private static bool IsThisMachine(IPAddress address) =>
        address.Equals(IPAddress.Loopback) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)
        || (address.AddressFamily == AddressFamily.InterNetworkV6 && IPAddress.IsLoopback(address));
}
