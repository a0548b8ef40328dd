using IzzyPS.Vehicles;

namespace IzzyPS.Stock.Profiles;

/// <summary>What becomes of a listing whose vehicle is reserved.</summary>
internal enum ReservedRule
{
    /// <summary>The vehicle is listed as any other.</summary>
    List,

    /// <summary>The listing stays as it is. A vehicle that is not listed is not listed now.</summary>
    Hold,

    /// <summary>The listing is closed.</summary>
    Close,
}

/// <summary>The column that says whether a vehicle is for sale, as a partner's profile describes it.</summary>
/// <param name="Headers">The names of the column, folded.</param>
/// <param name="Words">The meaning of each word, by the folded word.</param>
/// <param name="WhenReserved">What becomes of a reserved vehicle.</param>
internal sealed record StatusColumn(IReadOnlyList<string> Headers, IReadOnlyDictionary<string, SaleStatus> Words, ReservedRule WhenReserved);
