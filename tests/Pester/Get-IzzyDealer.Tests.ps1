BeforeAll { . $PSScriptRoot/common.ps1 }

Describe 'Get-IzzyDealer' {
    AfterEach { Stop-IzzySandbox; Get-IzzyDealer | Disconnect-IzzyDealer }

    It 'gets the connections by name, with wildcards' {
        $null = Connect-Sandbox -Name warszawa
        $null = Connect-Sandbox -Name krakow
        (Get-IzzyDealer).Name | Should -Be warszawa, krakow
        (Get-IzzyDealer 'WAR*').Name | Should -Be warszawa
        Get-IzzyDealer 'x*' | Should -BeNullOrEmpty
        { Get-IzzyDealer gdansk -ErrorAction Stop } | Should -Throw -ErrorId 'DealerNotFound*'
    }

    It 'takes the last connection by default, and any other by -Dealer' {
        $first = Connect-Sandbox -Name first
        $second = Connect-Sandbox -Name second
        (Test-IzzyDealer).Name | Should -Be second
        (Test-IzzyDealer $first.Dealer).Name | Should -Be first
        Disconnect-IzzyDealer
        (Test-IzzyDealer).Name | Should -Be first
    }
}
