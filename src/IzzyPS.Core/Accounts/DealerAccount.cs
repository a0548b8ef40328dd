using System.Security.Cryptography;
using System.Text;
using IzzyPS.Accounts;

namespace IzzyPS;

/// <summary>One dealer account on one Izzylease server: what a ledger is bound to.</summary>
public sealed record DealerAccount
{
    /// <summary>Names an account.</summary>
    /// <param name="baseUri">The API's base address; https, or http to loopback.</param>
    /// <param name="clientId">The OAuth client id.</param>
    /// <exception cref="ArgumentException">The address is not absolute, or plain http to another machine.</exception>
    public DealerAccount(Uri baseUri, string clientId)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(clientId);
        BaseUri = DealerUri.Normalize(baseUri);
        ClientId = clientId.Trim();
        Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(DealerUri.GetIdentity(BaseUri) + "\n" + ClientId)).AsSpan(0, 16));
    }

    /// <summary>The API's base address, ending in a slash.</summary>
    public Uri BaseUri { get; }

    /// <summary>The OAuth client id.</summary>
    public string ClientId { get; }

    /// <summary>A stable name for the account that says nothing about it; the same for each way to write the address.</summary>
    internal string Hash { get; }

    /// <summary>Whether both are one account, however the address is written.</summary>
    public bool Equals(DealerAccount? other) => other is not null && Hash == other.Hash;

    /// <summary>As <see cref="Equals(DealerAccount)"/>.</summary>
    public override int GetHashCode() => Hash.GetHashCode(StringComparison.Ordinal);

    /// <summary>The client id and the host.</summary>
    public override string ToString() => $"{ClientId} at {BaseUri.Authority}";
}
