using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace IzzyPS.Accounts;

/// <summary>Which addresses may be talked to.</summary>
internal static class DealerUri
{
    /// <summary>The production server. Source: the dealer API's contract.</summary>
    internal static readonly Uri Production = new("https://api.izzylease.pl/");

    private const string Localhost = "localhost";

    /// <summary>The address in its one form, ending in a slash.</summary>
    /// <exception cref="ArgumentException">It is not absolute, not http(s), holds a user name, or is plain http to another machine.</exception>
    internal static Uri Normalize(Uri uri)
    {
        uri = CheckEndpoint(uri);
        return uri.AbsoluteUri.EndsWith('/') ? uri : new Uri(uri.AbsoluteUri + "/");
    }

    /// <summary>The address of one endpoint, as it is.</summary>
    /// <exception cref="ArgumentException">As for <see cref="Normalize"/>.</exception>
    internal static Uri CheckEndpoint(Uri uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        if (!uri.IsAbsoluteUri || (uri.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp))
            throw new ArgumentException($"Not a web address; right would be {Production}.", nameof(uri));
        if (uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0)
            throw new ArgumentException($"The address of {uri.Host} must hold no user name, query or fragment; right would be {Production}.", nameof(uri));
        if (uri.Scheme == Uri.UriSchemeHttp && !uri.IsLoopback)
            throw new ArgumentException($"'{uri}' would send the secret unencrypted; http is for loopback only, use https.", nameof(uri));
        return uri;
    }

    /// <summary>
    /// What says which server an address leads to: host, port and path, in one form for each way to write them. This machine's own
    /// names are one host. The scheme does not count: a port serves one.
    /// </summary>
    internal static string GetIdentity(Uri uri)
    {
        var path = uri.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(part => Uri.EscapeDataString(Uri.UnescapeDataString(part)) + "/");
        return string.Create(CultureInfo.InvariantCulture, $"{GetHost(uri)}:{uri.Port}/{string.Concat(path)}");
    }

    /// <summary>The host in one form for each way to write it.</summary>
    internal static string GetHost(Uri uri)
    {
        var host = uri.IdnHost.TrimEnd('.').ToLowerInvariant();
        if (!IPAddress.TryParse(host, out var address))
            return host is "loopback" || host.EndsWith(".localhost", StringComparison.Ordinal) ? Localhost : host;
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return IsThisMachine(address) ? Localhost : address.ToString();
    }

    /// <summary>The loopback addresses that servers listen on, and the unspecified one, which leads there too. 127.0.0.2 can be another server.</summary>
    private static bool IsThisMachine(IPAddress address) =>
        address.Equals(IPAddress.Loopback) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)
        || (address.AddressFamily == AddressFamily.InterNetworkV6 && IPAddress.IsLoopback(address));
}
