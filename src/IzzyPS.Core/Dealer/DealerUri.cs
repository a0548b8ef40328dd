namespace IzzyPS.Dealer;

/// <summary>Which addresses may be talked to.</summary>
internal static class DealerUri
{
    /// <summary>The production server. Source: the dealer API's contract.</summary>
    internal static readonly Uri Production = new("https://api.izzylease.pl/");

    /// <summary>The address in its one form, ending in a slash.</summary>
    /// <exception cref="ArgumentException">It is not absolute, not http(s), holds a user name, or is plain http to another machine.</exception>
    internal static Uri Checked(Uri uri)
    {
        uri = CheckedEndpoint(uri);
        return uri.AbsoluteUri.EndsWith('/') ? uri : new Uri(uri.AbsoluteUri + "/");
    }

    /// <summary>The address of one endpoint, as it is.</summary>
    /// <exception cref="ArgumentException">As for <see cref="Checked"/>.</exception>
    internal static Uri CheckedEndpoint(Uri uri)
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
}
