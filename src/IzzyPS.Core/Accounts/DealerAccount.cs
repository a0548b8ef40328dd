using System.Security.Cryptography;
using System.Text;
using IzzyPS.Accounts;

namespace IzzyPS;

/// <summary>One dealer account on one Izzylease server. A ledger belongs to exactly one account.</summary>
public sealed record DealerAccount
{
    /// <summary>Creates the name of an account.</summary>
    /// <param name="baseUri">The API's base address: https, or http to the loopback address of this machine.</param>
    /// <param name="clientId">The OAuth client id.</param>
    /// <exception cref="ArgumentException">The address is not absolute, or uses plain http to another machine.</exception>
    public DealerAccount(Uri baseUri, string clientId)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(clientId);
        BaseUri = DealerUri.Normalize(baseUri);
        ClientId = clientId.Trim();
        Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(DealerUri.GetIdentity(BaseUri) + "\n" + ClientId)).AsSpan(0, 16));
    }

    /// <summary>The API's base address. It ends in a slash.</summary>
    public Uri BaseUri { get; }

    /// <summary>The OAuth client id.</summary>
    public string ClientId { get; }

    /// <summary>
    /// A stable name of the account that reveals neither the address nor the client id. All spellings of the address give the same name.
    /// </summary>
    internal string Hash { get; }

    /// <summary>Whether both are the same account, independent of the spelling of the address.</summary>
    public bool Equals(DealerAccount? other) => other is not null && Hash == other.Hash;

    /// <summary>As <see cref="Equals(DealerAccount)"/>.</summary>
    public override int GetHashCode() => Hash.GetHashCode(StringComparison.Ordinal);

    /// <summary>The client id and the host.</summary>
    public override string ToString() => $"{ClientId} at {BaseUri.Authority}";
}
